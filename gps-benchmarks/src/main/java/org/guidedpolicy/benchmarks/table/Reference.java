package org.guidedpolicy.benchmarks.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Seconds of plain NumPy, from the scripts beside this module.
 *
 * @param seconds by benchmark and size
 * @param remark what was run, or why nothing was
 */
record Reference(Map<String, Double> seconds, String remark) {

  static Reference run(String python, Path scripts, List<String> sizes) throws IOException {
    Path script = scripts.resolve("kernels.py");
    if (!Files.exists(script)) {
      return new Reference(
          Map.of(), script + " is not there (-Dreference=FOLDER): no reference was run");
    }
    List<String> version = lines(List.of(python, "-c", "import numpy; print(numpy.__version__)"));
    if (version.size() != 1) {
      return new Reference(Map.of(), python + " has no NumPy: no reference was run");
    }
    List<String> command = new ArrayList<>(List.of(python, script.toString()));
    command.addAll(sizes);
    Map<String, Double> seconds = new HashMap<>();
    for (String line : lines(command)) {
      String[] words = line.split(" ");
      if (words.length == 3) {
        seconds.put(words[0] + " " + words[1], Double.parseDouble(words[2]));
      }
    }
    return new Reference(seconds, "NumPy " + version.get(0) + ", one thread");
  }

  OptionalDouble of(String benchmark, String size) {
    Double value = seconds.get(benchmark + " " + size);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** What a command prints; empty if it cannot be run or fails. */
  static List<String> lines(List<String> command) throws IOException {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      List<String> lines;
      try (var reader = process.inputReader()) {
        lines = reader.lines().toList();
      }
      return process.waitFor() == 0 ? lines : List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (IOException e) {
      if (e.getMessage() != null && e.getMessage().contains("Cannot run program")) {
        return List.of();
      }
      throw e;
    }
  }
}
