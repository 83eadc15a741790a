package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

class ReachableOperandsTest {
  @TempDir Path folder;

  @Test
  void aTrainerMakesTheProcessKeepOperandsOnceAndForAll() {
    fit();
    OpExecutioner executioner = Nd4j.getExecutioner();
    assertTrue(ReachableOperands.holds(executioner));
    fit();
    assertSame(executioner, Nd4j.getExecutioner());
  }

  private static void fit() {
    try (NeuralPolicyTrainer trainer =
        new NeuralPolicyTrainer(3, 2, NetworkOptions.defaults(), 1)) {
      trainer.fit(Problems.curved(10, 1), Problems.identity(2));
    }
  }

  @Test
  void whatAnOperationThrowsComesOutAsItWas() {
    IllegalStateException thrown = new IllegalStateException("of an operation");
    OpExecutioner failing =
        (OpExecutioner)
            Proxy.newProxyInstance(
                OpExecutioner.class.getClassLoader(),
                new Class<?>[] {OpExecutioner.class},
                (proxy, method, arguments) -> {
                  throw thrown;
                });
    OpExecutioner guarded = ReachableOperands.of(failing);
    assertSame(thrown, assertThrows(IllegalStateException.class, guarded::commit));
  }

  @Test
  void trainingSurvivesAStormOfGarbage() throws IOException, InterruptedException {
    survive(1, 6);
  }

  @Test
  @Tag("long")
  void trainingsAtOnceSurviveALongStormOfGarbage() throws IOException, InterruptedException {
    survive(4, Integer.getInteger("fits", 500));
  }

  /** In a process of its own, with a small space for new objects: thousands of collections. */
  private void survive(int threads, int fits) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Xmn4m",
                "-XX:+UseSerialGC",
                "-XX:ErrorFile=" + folder.resolve("error"),
                "-cp",
                System.getProperty("java.class.path"),
                GarbageStorm.class.getName(),
                String.valueOf(threads),
                String.valueOf(fits))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    List<String> lines = Files.readAllLines(output);
    System.out.println(String.join("\n", lines));
    assertEquals(0, status, () -> String.join("\n", lines));
  }
}
