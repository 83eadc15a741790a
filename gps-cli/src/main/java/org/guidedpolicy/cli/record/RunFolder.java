package org.guidedpolicy.cli.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.guidedpolicy.file.WholeFile;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.training.Checkpoints;
import org.guidedpolicy.training.IterationReport;

/**
 * The folder that a run writes to. What an iteration adds is on the disk when the method returns,
 * so a run that is ended at any moment leaves whole files. One thread at a time.
 */
public final class RunFolder {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final JsonMapper LINES = new JsonMapper();

  private static final String EVENTS = "events.out.tfevents.*";

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * An empty folder for a run, made if it does not exist.
   *
   * @param overwrite whether files of an earlier run may be deleted; other files stay
   * @throws DirectoryNotEmptyException if there is something in the folder and overwrite is false
   * @throws IOException if the folder cannot be made or written to
   */
  public static RunFolder create(Path folder, boolean overwrite) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder + " is a file; a run needs a folder");
    }
    Files.createDirectories(folder);
    if (!overwrite && !isEmpty(folder)) {
      throw new DirectoryNotEmptyException(folder.toString());
    }
    RunFolder run = new RunFolder(folder);
    Checkpoints.in(run.checkpoints()).delete();
    for (Path file : run.files()) {
      Files.deleteIfExists(file);
    }
    for (Path file : run.events()) {
      Files.delete(file);
    }
    run.begin(List.of());
    return run;
  }

  /** The folder of an earlier run, which need not exist. */
  public static RunFolder open(Path folder) {
    return new RunFolder(folder);
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private List<Path> files() {
    return List.of(
        options(),
        settings(),
        progress(),
        csv(),
        policy(),
        report(),
        episodes(),
        learningPlot(),
        trajectoriesPlot(),
        result());
  }

  /** What an earlier run told TensorBoard. */
  private List<Path> events() throws IOException {
    try (DirectoryStream<Path> events = Files.newDirectoryStream(folder, EVENTS)) {
      List<Path> files = new ArrayList<>();
      events.forEach(files::add);
      return files;
    }
  }

  public Path path() {
    return folder;
  }

  /** All that the run was told. */
  public Path options() {
    return folder.resolve("options.json");
  }

  /** What it was told besides, to be resumed with. */
  public Path settings() {
    return folder.resolve("settings.json");
  }

  /** Its training episodes, if they are recorded. */
  public Path episodes() {
    return folder.resolve("episodes.trajectories");
  }

  /** The folder of its checkpoints. */
  public Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  /** One JSON object for each finished iteration. */
  public Path progress() {
    return folder.resolve("progress.jsonl");
  }

  /** The same as a table. */
  public Path csv() {
    return folder.resolve("progress.csv");
  }

  /** The policy of the last finished iteration, in the end the one that training returned. */
  public Path policy() {
    return folder.resolve("policy.gps");
  }

  /** All of it for a browser. */
  public Path report() {
    return folder.resolve("report.html");
  }

  /** Cost, distance and success over episodes. */
  public Path learningPlot() {
    return folder.resolve("learning.png");
  }

  /** Held-out episodes of the policy. */
  public Path trajectoriesPlot() {
    return folder.resolve("trajectories.png");
  }

  /** Written last, by a run that came to its end. */
  public Path result() {
    return folder.resolve("result.json");
  }

  public void writeOptions(JsonNode options) throws IOException {
    write(options(), options);
  }

  public void writeResult(JsonNode result) throws IOException {
    write(result(), result);
  }

  private static void write(Path file, JsonNode json) throws IOException {
    String text = JSON.writeValueAsString(json) + "\n";
    WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Makes both progress files hold the lines of these iterations alone; the end is not reached. */
  public void begin(List<IterationReport> done) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (IterationReport report : done) {
      lines.append(LINES.writeValueAsString(Progress.json(report))).append('\n');
    }
    Files.deleteIfExists(result());
    WholeFile.write(progress(), lines.toString().getBytes(StandardCharsets.UTF_8));
    writeTable();
  }

  /** The same as a table; an iteration may lack figures that others have. */
  private void writeTable() throws IOException {
    List<JsonNode> lines = readProgress();
    Set<String> figures = new LinkedHashSet<>();
    for (int i = lines.size() - 1; i >= 0; i--) {
      figures.addAll(Progress.columns(lines.get(i)));
    }
    List<String> columns = List.copyOf(figures);
    StringBuilder table = new StringBuilder(Progress.csvHeader(columns)).append('\n');
    lines.forEach(line -> table.append(Progress.csv(line, columns)).append('\n'));
    WholeFile.write(csv(), table.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Replaces the policy and adds the iteration's line to both progress files. */
  public void addIteration(IterationReport report, Policy policy) throws IOException {
    policy.save(policy());
    append(progress(), LINES.writeValueAsString(Progress.json(report)));
    writeTable();
  }

  /** The iterations' lines, oldest first. */
  public List<JsonNode> readProgress() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(progress())) {
      lines.add(LINES.readTree(line));
    }
    return lines;
  }

  /** What {@link #writeResult} wrote. */
  public JsonNode readResult() throws IOException {
    return JSON.readTree(Files.readString(result()));
  }

  private static void append(Path file, String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes, StandardOpenOption.APPEND, StandardOpenOption.SYNC);
  }
}
