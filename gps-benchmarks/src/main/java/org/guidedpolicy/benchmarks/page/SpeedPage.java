package org.guidedpolicy.benchmarks.page;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.guidedpolicy.benchmarks.curves.SizeCurves;
import org.guidedpolicy.benchmarks.iteration.IterationTimes;
import org.guidedpolicy.benchmarks.iteration.SPhaseTimes;
import org.guidedpolicy.benchmarks.startup.StartUpTimes;
import org.guidedpolicy.benchmarks.table.BenchmarkTable;

/**
 * Writes each table of docs/results/speed.md into a file of Markdown, every program in processes of
 * its own. Arguments: the folder, then how the wanted tables' names begin, default all. System
 * properties: {@code iteration} a recording, absent for a synthetic problem; {@code python} with
 * NumPy, default python3; {@code processes} that medians are over, default 3.
 */
public final class SpeedPage {
  private static final int START_UPS = 10;

  /** Networks that the S-phase's medians are over. */
  private static final String SEEDS = "15";

  private final Path folder;
  private final Set<String> wanted;
  private final String python = System.getProperty("python", "python3");
  private final int processes = Integer.getInteger("processes", 3);
  private final List<String> recording =
      System.getProperty("iteration", "").isEmpty()
          ? List.of()
          : List.of("-Diteration=" + System.getProperty("iteration"));

  private SpeedPage(Path folder, Set<String> wanted) {
    this.folder = folder;
    this.wanted = wanted;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length == 0) {
      System.err.println("name the folder that the tables go to");
      System.exit(2);
    }
    List<String> tables = List.of(arguments).subList(1, arguments.length);
    new SpeedPage(Files.createDirectories(Path.of(arguments[0])), Set.copyOf(tables)).write();
  }

  private void write() throws IOException, InterruptedException {
    iteration("iteration", List.of());
    iteration("iteration-short-first-fit", List.of("-DfirstFit=20:1e-2"));
    sPhase();
    List<String> pieces = java(BenchmarkTable.class, List.of("-Dpython=" + python), List.of());
    table("pieces", pieces, 1);
    table("growth", growth(), 1);
    startUp("start-up", "0");
    startUp("start-up-beside-episodes", "5");
  }

  private void iteration(String name, List<String> options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(recording);
    all.addAll(options);
    table(name, java(IterationTimes.class, all, List.of()), processes);
  }

  private void sPhase() throws IOException, InterruptedException {
    Path points = folder.resolve("points.bin");
    List<String> options = new ArrayList<>(recording);
    options.add("-Dseeds=" + SEEDS);
    options.add("-Dpoints=" + points);
    List<String> schedules = List.of("400:100:3e-3", "400:50:5e-3", "400:30:2e-2", "400:20:1e-2");
    table("s-phase", java(SPhaseTimes.class, options, schedules), 1);
    String script = Path.of("gps-benchmarks", "reference", "s_phase.py").toString();
    if (hasNumPy()) {
      table("s-phase-reference", List.of(python, script, points.toString()), 1);
    } else {
      System.out.println(python + " has no NumPy: no reference of the S-phase");
    }
    Files.deleteIfExists(points);
  }

  private boolean hasNumPy() throws InterruptedException {
    try {
      run(List.of(python, "-c", "import numpy"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private List<String> growth() {
    return java(
        SizeCurves.class,
        List.of("-Djava.awt.headless=true"),
        List.of(folder.resolve("speed-curves.png").toString()));
  }

  private void startUp(String name, String seconds) throws IOException, InterruptedException {
    table(name, java(StartUpTimes.class, List.of("-Depisodes=" + seconds), List.of()), START_UPS);
  }

  private static List<String> java(Class<?> program, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(arguments);
    return command;
  }

  /** Runs a command so often, one process after the other. */
  private void table(String name, List<String> command, int runs)
      throws IOException, InterruptedException {
    if (!wanted.isEmpty() && wanted.stream().noneMatch(name::startsWith)) {
      return;
    }
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    long start = System.nanoTime();
    List<List<String>> outputs = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      outputs.add(run(command));
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Measured on %s, Java %s, %d processors, load average %.1f before, %s.",
            LocalDate.now(ZoneOffset.UTC),
            Runtime.version(),
            Runtime.getRuntime().availableProcessors(),
            load,
            runs == 1 ? "one process" : "medians of " + runs + " processes"));
    lines.add("");
    lines.addAll(Medians.of(outputs));
    Path file = folder.resolve(name + ".md");
    Files.write(file, lines);
    System.out.printf(Locale.ROOT, "%s: %.0f s%n", file, (System.nanoTime() - start) / 1e9);
  }

  private static List<String> run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("SEEDS", SEEDS);
    Process process = builder.start();
    List<String> lines;
    try (var reader = process.inputReader()) {
      lines = reader.lines().toList();
    }
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException("status " + status + " of " + String.join(" ", command));
    }
    return lines;
  }
}
