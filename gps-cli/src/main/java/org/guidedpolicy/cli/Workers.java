package org.guidedpolicy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Further processes that do the same command, each one run at a time, so that runs share neither a
 * heap nor the native library's threads, and the end of one is not the end of all. They have this
 * process's class path and end when it does.
 */
final class Workers implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();
  private final List<Thread> readers = new ArrayList<>();

  /**
   * Starts processes.
   *
   * @param count how many
   * @param arguments of the command
   * @param lines receives what they print, called by several threads
   */
  Workers(int count, List<String> arguments, Consumer<String> lines) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    for (int i = 0; i < count; i++) {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      processes.add(process);
      Thread reader = new Thread(() -> read(process, lines), "worker-" + i);
      reader.start();
      readers.add(reader);
    }
  }

  private static void read(Process process, Consumer<String> lines) {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      out.lines().forEach(lines);
    } catch (IOException | UncheckedIOException e) {
      // closed together with the process
    }
  }

  /**
   * Waits until all have ended.
   *
   * @return a sentence for each that failed
   */
  List<String> await() throws InterruptedException {
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      int code = processes.get(i).waitFor();
      readers.get(i).join();
      if (code != 0 && code != ExitCodes.FAILED) {
        failures.add("a worker process ended with exit code " + code);
      }
    }
    return failures;
  }

  @Override
  public void close() {
    stop();
  }

  /** Asks all to end and waits until they have. */
  void stop() {
    processes.forEach(Process::destroy);
    processes.forEach(process -> process.onExit().join());
  }

  /** In a worker: ends this process when the one that started it is gone. */
  static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // gone as well
              }
              System.exit(ExitCodes.INTERRUPTED);
            },
            "end-with-parent");
    watch.setDaemon(true);
    watch.start();
  }
}
