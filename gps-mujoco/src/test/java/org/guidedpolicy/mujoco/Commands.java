package org.guidedpolicy.mujoco;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Programs of this machine that tests compile and run with. */
public final class Commands {
  private Commands() {}

  /** Whether a command succeeds within a minute; what it says is in the file output. */
  public static boolean succeed(Path folder, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile())
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
