package org.guidedpolicy.mujoco.library;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@link TrapCode} for arm64 with the AAPCS64 calling convention. x19 holds the frame, w20 what is
 * to be returned. The constants follow the instructions.
 */
final class Arm64TrapCode {
  private static final int ENTER = 0;
  private static final int HANDLER = 0xA8;

  private static final int[] INSTRUCTIONS = {
    // enter: keeps what the caller wants to find again
    0xA9B67BFD, // stp x29, x30, [sp, #-160]!
    0xA90153F3, // stp x19, x20, [sp, #16]
    0xA9025BF5, // stp x21, x22, [sp, #32]
    0xA90363F7, // stp x23, x24, [sp, #48]
    0xA9046BF9, // stp x25, x26, [sp, #64]
    0xA90573FB, // stp x27, x28, [sp, #80]
    0x6D0627E8, // stp d8, d9, [sp, #96]
    0x6D072FEA, // stp d10, d11, [sp, #112]
    0x6D0837EC, // stp d12, d13, [sp, #128]
    0x6D093FEE, // stp d14, d15, [sp, #144]
    // calls the function
    0xAA0003F3, // mov x19, x0
    0x910003E9, // mov x9, sp
    0xF9002A69, // str x9, [x19, #80]
    0x18000620, // ldr w0, key
    0xAA1303E1, // mov x1, x19
    0x58000629, // ldr x9, set
    0xD63F0120, // blr x9
    0xA9408660, // ldp x0, x1, [x19, #8]
    0xA9418E62, // ldp x2, x3, [x19, #24]
    0xA9429664, // ldp x4, x5, [x19, #40]
    0xA9439E66, // ldp x6, x7, [x19, #56]
    0xF9400269, // ldr x9, [x19]
    0xFD422260, // ldr d0, [x19, #0x440]
    0xD63F0120, // blr x9
    0xF9002660, // str x0, [x19, #72]
    0x52800014, // mov w20, #0x0
    // leave:
    0x18000480, // ldr w0, key
    0xD2800001, // mov x1, #0x0
    0x58000489, // ldr x9, set
    0xD63F0120, // blr x9
    0x2A1403E0, // mov w0, w20
    0x6D493FEE, // ldp d14, d15, [sp, #144]
    0x6D4837EC, // ldp d12, d13, [sp, #128]
    0x6D472FEA, // ldp d10, d11, [sp, #112]
    0x6D4627E8, // ldp d8, d9, [sp, #96]
    0xA94573FB, // ldp x27, x28, [sp, #80]
    0xA9446BF9, // ldp x25, x26, [sp, #64]
    0xA94363F7, // ldp x23, x24, [sp, #48]
    0xA9425BF5, // ldp x21, x22, [sp, #32]
    0xA94153F3, // ldp x19, x20, [sp, #16]
    0xA8CA7BFD, // ldp x29, x30, [sp], #160
    0xD65F03C0, // ret
    // handler:
    0xA9BF7BFD, // stp x29, x30, [sp, #-16]!
    0xAA0003F4, // mov x20, x0
    0x18000240, // ldr w0, key
    0x580002A9, // ldr x9, get
    0xD63F0120, // blr x9
    0xB4000160, // cbz x0, outside
    0xAA0003F3, // mov x19, x0
    0x91016260, // add x0, x19, #0x58
    0xAA1403E1, // mov x1, x20
    0xD2807CE2, // mov x2, MESSAGE_BYTES - 1
    0x58000209, // ldr x9, copy
    0xD63F0120, // blr x9
    0xF9402A69, // ldr x9, [x19, #80]
    0x9100013F, // mov sp, x9
    0x52800034, // mov w20, #0x1
    0x17FFFFE1, // b leave
    // outside:
    0xA8C17BFD, // ldp x29, x30, [sp], #16
    0xAA1403E0, // mov x0, x20
    0x58000149, // ldr x9, abort
    0xD61F0120, // br x9
  };

  private Arm64TrapCode() {}

  static TrapCode assemble(TrapCode.Symbols symbols) {
    var code =
        ByteBuffer.allocate(Integer.BYTES * INSTRUCTIONS.length + 5 * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int instruction : INSTRUCTIONS) {
      code.putInt(instruction);
    }
    code.putLong(symbols.key());
    code.putLong(symbols.setSpecific());
    code.putLong(symbols.getSpecific());
    code.putLong(symbols.copy());
    code.putLong(symbols.abort());
    return new TrapCode(code.array(), ENTER, HANDLER);
  }
}
