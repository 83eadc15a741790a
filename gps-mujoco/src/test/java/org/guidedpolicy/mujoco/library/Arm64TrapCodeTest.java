package org.guidedpolicy.mujoco.library;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.guidedpolicy.mujoco.Commands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the code on an emulated machine, where a cross compiler and the emulator are installed. */
class Arm64TrapCodeTest {

  /** Puts real addresses in place of 1 .. 5, then calls functions that succeed and that fail. */
  private static final String HARNESS =
      """
      #include <pthread.h>
      #include <stdint.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/mman.h>

      static void (*fail)(const char*);

      static long sum(long a, long b, long c, long d, long e, long f, long g, long h) {
        return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h;
      }

      static long scaled(long a, double x, long b) {
        return (long) (x * (a + 10 * b));
      }

      static long __attribute__((noinline)) deep(long n) {
        register double x asm("d8") = n;
        register double y asm("d15") = n + 1;
        asm volatile("" : "+w"(x), "+w"(y));
        char text[100];
        sprintf(text, "error %ld", n);
        if (n == 0) fail(text);
        long result = deep(n - 1);
        asm volatile("" : "+w"(x), "+w"(y));
        return result + (long) (x + y);
      }

      int main(int argc, char** argv) {
        char* code = mmap(0, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        FILE* file = fopen(argv[1], "rb");
        long size = fread(code, 1, 65536, file);
        pthread_key_t key;
        pthread_key_create(&key, 0);
        uint64_t symbols[] = {key, (uint64_t) pthread_setspecific, (uint64_t) pthread_getspecific,
                              (uint64_t) strncpy, (uint64_t) abort};
        for (int i = 0; i < 5; i++) {
          uint64_t* place = (uint64_t*) (code + size - 40 + 8 * i);
          if (*place != i + 1) return 1;
          *place = symbols[i];
        }
        mprotect(code, 65536, PROT_READ | PROT_EXEC);
        __builtin___clear_cache(code, code + size);
        int (*enter)(void*) = (int (*)(void*)) (code + atoi(argv[2]));
        fail = (void (*)(const char*)) (code + atoi(argv[3]));

        uint64_t frame[200] = {(uint64_t) sum, 1, 2, 3, 4, 5, 6, 7, 8};
        if (enter(frame) != 0 || frame[9] != 204) return 2;
        frame[0] = (uint64_t) scaled;
        frame[1] = 3;
        frame[2] = 4;
        double x = 2.5;
        memcpy(frame + 136, &x, 8);
        if (enter(frame) != 0 || frame[9] != 107) return 6;
        for (int round = 0; round < 1000; round++) {
          register double kept asm("d9") = 0.5 + round;
          asm volatile("" : "+w"(kept));
          frame[0] = (uint64_t) deep;
          frame[1] = 5;
          if (enter(frame) != 1 || strcmp((char*) (frame + 11), "error 0")) return 3;
          asm volatile("" : "+w"(kept));
          if (kept != 0.5 + round) return 4;
          if (pthread_getspecific(key)) return 5;
        }
        return 0;
      }
      """;

  @Test
  void errorsReturnThroughManyFramesAndRegistersAreKept(@TempDir Path folder) throws Exception {
    assumeTrue(Commands.succeed(folder, "qemu-aarch64", "--version"), "skipped: no qemu-aarch64");
    String gcc = "aarch64-linux-gnu-gcc";
    assumeTrue(Commands.succeed(folder, gcc, "--version"), "skipped: no " + gcc);

    TrapCode code = TrapCode.assemble("aarch64", new TrapCode.Symbols(1, 2, 3, 4, 5));
    Files.write(folder.resolve("code"), code.bytes());
    Files.writeString(folder.resolve("harness.c"), HARNESS);
    assertTrue(Commands.succeed(folder, gcc, "-O1", "-static", "-o", "harness", "harness.c"));
    String enter = Integer.toString(code.enter());
    String handler = Integer.toString(code.handler());
    assertTrue(Commands.succeed(folder, "qemu-aarch64", "./harness", "code", enter, handler));
  }

  /** What the instructions take for granted. */
  @Test
  void theFrameIsLaidOutAsTheInstructionsAssume() {
    assertTrue(CallFrame.FUNCTION == 0 && CallFrame.ARGUMENT == 8);
    assertTrue(CallFrame.RESULT == 72 && CallFrame.STACK == 80 && CallFrame.MESSAGE == 0x58);
    assertTrue(CallFrame.MESSAGE_BYTES == 1000 && CallFrame.NUMBER == 0x440);
  }
}
