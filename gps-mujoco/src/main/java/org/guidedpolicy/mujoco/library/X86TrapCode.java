package org.guidedpolicy.mujoco.library;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@link TrapCode} for x86-64 with the System V calling convention. rbx holds the frame, r12 what
 * is to be returned.
 */
final class X86TrapCode {
  private X86TrapCode() {}

  static TrapCode assemble(TrapCode.Symbols symbols) {
    var a = new Assembler();

    int enter = a.position();
    a.bytes(0x53, 0x55, 0x41, 0x54, 0x41, 0x55, 0x41, 0x56, 0x41, 0x57); // push rbx rbp r12-r15
    a.bytes(0x48, 0x83, 0xEC, 0x18); // sub rsp, 24: two arguments, aligned to 16
    a.bytes(0x48, 0x89, 0xFB); // mov rbx, rdi
    a.bytes(0x48, 0x89, 0x63, CallFrame.STACK); // mov [rbx+STACK], rsp
    a.bytes(0xBF).int32(symbols.key()); // mov edi, key
    a.bytes(0x48, 0x89, 0xDE); // mov rsi, rbx
    a.call(symbols.setSpecific());
    a.bytes(0x48, 0x8B, 0x43, argument(6)); // mov rax, [rbx+argument 6]
    a.bytes(0x48, 0x89, 0x04, 0x24); // mov [rsp], rax
    a.bytes(0x48, 0x8B, 0x43, argument(7)); // mov rax, [rbx+argument 7]
    a.bytes(0x48, 0x89, 0x44, 0x24, 0x08); // mov [rsp+8], rax
    a.bytes(0x48, 0x8B, 0x7B, argument(0)); // mov rdi, [rbx+argument 0]
    a.bytes(0x48, 0x8B, 0x73, argument(1)); // mov rsi, [rbx+argument 1]
    a.bytes(0x48, 0x8B, 0x53, argument(2)); // mov rdx, [rbx+argument 2]
    a.bytes(0x48, 0x8B, 0x4B, argument(3)); // mov rcx, [rbx+argument 3]
    a.bytes(0x4C, 0x8B, 0x43, argument(4)); // mov r8, [rbx+argument 4]
    a.bytes(0x4C, 0x8B, 0x4B, argument(5)); // mov r9, [rbx+argument 5]
    a.bytes(0xF2, 0x0F, 0x10, 0x83).int32(CallFrame.NUMBER); // movsd xmm0, [rbx+NUMBER]
    a.bytes(0xFF, 0x53, CallFrame.FUNCTION); // call [rbx+FUNCTION]
    a.bytes(0x48, 0x89, 0x43, CallFrame.RESULT); // mov [rbx+RESULT], rax
    a.bytes(0x45, 0x31, 0xE4); // xor r12d, r12d

    int leave = a.position();
    a.bytes(0xBF).int32(symbols.key()); // mov edi, key
    a.bytes(0x31, 0xF6); // xor esi, esi
    a.call(symbols.setSpecific());
    a.bytes(0x44, 0x89, 0xE0); // mov eax, r12d
    a.bytes(0x48, 0x83, 0xC4, 0x18); // add rsp, 24
    a.bytes(0x41, 0x5F, 0x41, 0x5E, 0x41, 0x5D, 0x41, 0x5C, 0x5D, 0x5B); // pop r15-r12 rbp rbx
    a.bytes(0xC3); // ret

    int handler = a.position();
    a.bytes(0x48, 0x83, 0xEC, 0x08); // sub rsp, 8: aligned to 16
    a.bytes(0x49, 0x89, 0xFC); // mov r12, rdi: the text
    a.bytes(0xBF).int32(symbols.key()); // mov edi, key
    a.call(symbols.getSpecific());
    a.bytes(0x48, 0x85, 0xC0); // test rax, rax
    a.bytes(0x0F, 0x84); // jz outside
    int toOutside = a.forward();
    a.bytes(0x48, 0x89, 0xC3); // mov rbx, rax
    a.bytes(0x48, 0x8D, 0x7B, CallFrame.MESSAGE); // lea rdi, [rbx+MESSAGE]
    a.bytes(0x4C, 0x89, 0xE6); // mov rsi, r12
    a.bytes(0xBA).int32(CallFrame.MESSAGE_BYTES - 1); // mov edx, MESSAGE_BYTES - 1
    a.call(symbols.copy());
    a.bytes(0x48, 0x8B, 0x63, CallFrame.STACK); // mov rsp, [rbx+STACK]
    a.bytes(0x41, 0xBC).int32(1); // mov r12d, 1
    a.bytes(0xE9).int32(leave - (a.position() + Integer.BYTES)); // jmp leave

    a.land(toOutside);
    a.bytes(0x4C, 0x89, 0xE7); // mov rdi, r12
    a.bytes(0x48, 0x83, 0xC4, 0x08); // add rsp, 8
    a.bytes(0x48, 0xB8).int64(symbols.abort()); // mov rax, abort
    a.bytes(0xFF, 0xE0); // jmp rax

    return new TrapCode(a.toArray(), enter, handler);
  }

  private static int argument(int i) {
    return CallFrame.ARGUMENT + 8 * i;
  }

  private static final class Assembler {
    private final ByteBuffer code = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

    int position() {
      return code.position();
    }

    Assembler bytes(int... values) {
      for (int value : values) {
        code.put((byte) value);
      }
      return this;
    }

    Assembler int32(int value) {
      code.putInt(value);
      return this;
    }

    Assembler int64(long value) {
      code.putLong(value);
      return this;
    }

    /** mov rax, function; call rax. */
    void call(long function) {
      bytes(0x48, 0xB8).int64(function).bytes(0xFF, 0xD0);
    }

    /** Leaves room for a jump's distance. */
    int forward() {
      int hole = code.position();
      code.putInt(0);
      return hole;
    }

    /** Makes the jump end here. */
    void land(int hole) {
      code.putInt(hole, code.position() - (hole + Integer.BYTES));
    }

    byte[] toArray() {
      byte[] bytes = new byte[code.position()];
      code.flip().get(bytes);
      return bytes;
    }
  }
}
