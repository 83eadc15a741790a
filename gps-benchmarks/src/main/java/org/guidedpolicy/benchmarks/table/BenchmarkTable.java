package org.guidedpolicy.benchmarks.table;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks on one thread and prints them as a table in Markdown: time, operations per
 * second and their share of the machine's best matrix product, bytes allocated, ratio to plain
 * NumPy. Arguments: regular expressions of benchmarks, default all but whole iterations. System
 * properties: {@code sizes}, default 18x3x100,26x7x100; {@code seconds} of a measurement, default
 * 0.5; {@code python}, default python3; {@code reference}, the scripts' folder, default
 * gps-benchmarks/reference.
 */
public final class BenchmarkTable {
  private static final int REPEATS = 5;
  private static final int PRODUCT = 1024;

  private BenchmarkTable() {}

  public static void main(String[] benchmarks) throws IOException, RunnerException {
    List<String> sizes = List.of(System.getProperty("sizes", "18x3x100,26x7x100").split(","));
    Reference reference =
        Reference.run(
            System.getProperty("python", "python3"),
            Path.of(System.getProperty("reference", "gps-benchmarks/reference")),
            sizes);
    double best = bestProduct();
    System.out.printf(
        Locale.ROOT,
        "%s, Java %s, %d processors, load %.1f; best DGEMM of one thread %.1f GFLOP/s; %s%n%n",
        LocalDate.now(ZoneOffset.UTC),
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        best,
        reference.remark());
    System.out.println(
        "| size | what | time | GFLOP/s | of DGEMM | bytes allocated | NumPy | ratio |");
    System.out.println("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    run(benchmarks, sizes).stream()
        .sorted(Comparator.comparing(BenchmarkTable::size))
        .forEach(result -> print(result, best, reference));
  }

  private static List<RunResult> run(String[] benchmarks, List<String> sizes)
      throws RunnerException {
    TimeValue time =
        TimeValue.milliseconds(
            (long) (1000 * Double.parseDouble(System.getProperty("seconds", "0.5"))));
    var options =
        new OptionsBuilder()
            .param("size", sizes.toArray(String[]::new))
            .param("threads", "1")
            .addProfiler(GCProfiler.class)
            .warmupIterations(REPEATS)
            .warmupTime(time)
            .measurementIterations(REPEATS)
            .measurementTime(time)
            .verbosity(VerboseMode.SILENT);
    for (String benchmark :
        benchmarks.length > 0 ? benchmarks : new String[] {"Lqr", "Policy", "Models"}) {
      options.include(benchmark);
    }
    return List.copyOf(new Runner(options.build()).run());
  }

  private static String size(RunResult result) {
    return result.getParams().getParam("size");
  }

  private static void print(RunResult result, double best, Reference reference) {
    String name = result.getPrimaryResult().getLabel();
    double seconds = seconds(result.getPrimaryResult());
    OptionalDouble operations = Operations.ofSize(size(result)).of(name);
    OptionalDouble numpy = reference.of(name, size(result));
    Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
    System.out.printf(
        "| %s | %s | %s | %s | %s | %s | %s | %s |%n",
        size(result),
        name,
        time(seconds),
        operations.isPresent() ? number("%.1f", operations.getAsDouble() / seconds / 1e9) : "",
        operations.isPresent()
            ? number("%.0f%%", 100 * operations.getAsDouble() / seconds / 1e9 / best)
            : "",
        bytes == null ? "" : number("%.0f", bytes.getScore()),
        numpy.isPresent() ? time(numpy.getAsDouble()) : "",
        numpy.isPresent() ? number("%.1f", numpy.getAsDouble() / seconds) : "");
  }

  /** The median of the measurements. */
  private static double seconds(Result<?> result) {
    double unit =
        switch (result.getScoreUnit()) {
          case "us/op" -> TimeUnit.SECONDS.toMicros(1);
          case "ms/op" -> TimeUnit.SECONDS.toMillis(1);
          default -> throw new IllegalStateException("unit " + result.getScoreUnit());
        };
    return result.getStatistics().getPercentile(50) / unit;
  }

  private static String time(double seconds) {
    if (seconds < 1e-3) {
      return number("%.3g us", 1e6 * seconds);
    }
    return seconds < 1 ? number("%.3g ms", 1e3 * seconds) : number("%.3g s", seconds);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** GFLOP/s of the native library's product of two large matrices on one thread. */
  private static double bestProduct() {
    Nd4j.factory().blas().setMaxThreads(1);
    INDArray a = Nd4j.rand(DataType.DOUBLE, PRODUCT, PRODUCT);
    INDArray b = Nd4j.rand(DataType.DOUBLE, PRODUCT, PRODUCT);
    INDArray c = Nd4j.create(DataType.DOUBLE, new long[] {PRODUCT, PRODUCT}, 'f');
    double best = 0;
    for (int i = 0; i < 2 * REPEATS; i++) {
      long start = System.nanoTime();
      Nd4j.gemm(a, b, c, false, false, 1, 0);
      double seconds = (System.nanoTime() - start) / 1e9;
      best = Math.max(best, 2.0 * PRODUCT * PRODUCT * PRODUCT / seconds / 1e9);
    }
    return best;
  }
}
