package org.guidedpolicy.benchmarks.trajopt;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints processor seconds of an iteration of iLQR, one thread, beside those of the same work in C,
 * where the compiled program of reference/sweep.c is named by {@code -Dsweep=PROGRAM}. Processor
 * time, the least of several repetitions, is fair on a busy machine too.
 */
public final class SweepTimes {
  private static final int WARM_UP = 8;
  private static final int REPETITIONS = 7;

  private SweepTimes() {}

  /**
   * @param robots by default all of the examples
   */
  public static void main(String[] robots) throws IOException, InterruptedException {
    List<String> all =
        robots.length > 0 ? List.of(robots) : List.of("swimmer", "hopper", "walker", "humanoid");
    System.out.println("| robot | part | Java, ms | C, ms | ratio |");
    System.out.println("| --- | --- | ---: | ---: | ---: |");
    for (String robot : all) {
      Path mjcf = SweepBenchmark.MODELS.resolve(robot + ".xml");
      int substeps = SweepBenchmark.substeps(robot);
      List<Double> c = reference(mjcf, substeps);
      try (Sweep sweep = new Sweep(mjcf, substeps, 1)) {
        print(robot, "rollout", leastSeconds(sweep::rollout), c, 0);
        print(robot, "derivatives, MuJoCo's", leastSeconds(sweep::derivatives), c, 1);
        print(robot, "derivatives, own", leastSeconds(sweep::ownDerivatives), c, 2);
        print(robot, "backward pass", leastSeconds(sweep::backwardPass), c, 3);
      }
    }
  }

  private static double leastSeconds(Runnable work) {
    double least = Double.POSITIVE_INFINITY;
    for (int r = -WARM_UP; r < REPETITIONS; r++) {
      long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      work.run();
      long time = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
      least = r < 0 ? least : Math.min(least, 1e-9 * time);
    }
    return least;
  }

  private static void print(String robot, String part, double java, List<Double> c, int i) {
    String beside =
        c.size() > i
            ? String.format(Locale.ROOT, "%.2f | %.2f", 1e3 * c.get(i), java / c.get(i))
            : " | ";
    System.out.printf(Locale.ROOT, "| %s | %s | %.2f | %s |%n", robot, part, 1e3 * java, beside);
  }

  /** Empty where no program is named. */
  private static List<Double> reference(Path mjcf, int substeps)
      throws IOException, InterruptedException {
    String program = System.getProperty("sweep", "");
    if (program.isEmpty()) {
      return List.of();
    }
    Process process =
        new ProcessBuilder(program, mjcf.toString(), Integer.toString(substeps))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    List<Double> seconds = new ArrayList<>();
    for (String word : line.strip().split(" ")) {
      seconds.add(Double.valueOf(word));
    }
    return seconds;
  }
}
