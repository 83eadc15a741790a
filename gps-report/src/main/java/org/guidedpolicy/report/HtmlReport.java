package org.guidedpolicy.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.guidedpolicy.file.WholeFile;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.training.IterationEpisodes;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.TrainingListener;
import org.guidedpolicy.training.TrainingOptions;
import org.guidedpolicy.training.TrainingResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page that shows how a training goes, for a browser: the result in words, learning curves, steps
 * and models, episodes over time, what to try next, what went wrong, options, versions. It is one
 * file that needs no other and no network, and is written anew after every iteration, in one move:
 * who opens it at any time sees a whole page.
 *
 * <pre>{@code
 * ResetFreeGPS.builder(Cart::new, cost)
 *     .listener(HtmlReport.to(Path.of("report.html")))
 * }</pre>
 *
 * <p>A page that cannot be written ends no training: the reason is logged at level warn, once, and
 * the next iteration tries again. Thread-safe; for one training.
 */
public final class HtmlReport implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(HtmlReport.class);

  private final Path file;
  private final Instant began = Instant.now();
  private final About about;
  private final List<IterationReport> history = new ArrayList<>();
  private Optional<TrainingOptions> options = Optional.empty();
  private Optional<TrainingResult.Ending> ending = Optional.empty();
  private int policyIteration;
  private String failure = "";
  private Optional<IterationEpisodes> latest = Optional.empty();
  private Episodes episodes = new Episodes("", List.of());
  private boolean warned;

  private HtmlReport(Builder b) {
    this.file = b.file;
    this.about =
        new About(
            b.title, b.description, b.distanceUnit, List.copyOf(b.settings), List.copyOf(b.steps));
  }

  /** What the page says apart from what training tells. */
  record About(
      String title,
      String description,
      String distanceUnit,
      List<Settings.Setting> settings,
      List<NextStep> steps) {}

  /** A command that resumes or uses the run, and what for. */
  record NextStep(String purpose, String command) {}

  /** Pictures and what they show. */
  record Episodes(String note, List<Picture> pictures) {}

  /**
   * A picture of an episode.
   *
   * @param png the file's bytes
   * @param caption below it
   * @param good whether the episode went as it should, which the caption's colour tells too
   */
  public record Picture(byte[] png, String caption, boolean good) {
    /** Copies the bytes. */
    public Picture {
      png = png.clone();
      Objects.requireNonNull(caption, "caption");
    }

    @Override
    public byte[] png() {
      return png.clone();
    }
  }

  /** What the page shows at a moment. */
  record State(
      About about,
      Optional<TrainingOptions> options,
      List<IterationReport> history,
      Optional<TrainingResult.Ending> ending,
      int policyIteration,
      String failure,
      Episodes episodes,
      Optional<IterationEpisodes> latest,
      Instant began,
      Instant written) {

    /** The report of the policy that is kept. */
    IterationReport shown() {
      return history.get(policyIteration - 1);
    }

    IterationReport last() {
      return history.get(history.size() - 1);
    }

    double seconds() {
      return history.stream().mapToDouble(IterationReport::totalSeconds).sum();
    }
  }

  /**
   * A page without a name of its own.
   *
   * @param file replaced if it exists; its folder is made
   */
  public static HtmlReport to(Path file) {
    return builder(file).build();
  }

  /**
   * A page that says more than training itself knows.
   *
   * @param file replaced if it exists; its folder is made
   */
  public static Builder builder(Path file) {
    return new Builder(file);
  }

  @Override
  public synchronized void onStart(TrainingOptions value, List<IterationReport> earlier) {
    options = Optional.of(value);
    history.clear();
    history.addAll(earlier);
    policyIteration = history.size();
    ending = Optional.empty();
    failure = "";
    write();
  }

  /** Shown with the iteration's report. */
  @Override
  public synchronized void onEpisodes(IterationEpisodes run) {
    latest = Optional.of(run);
  }

  @Override
  public synchronized void onIteration(IterationReport report, Policy policy) {
    history.add(report);
    policyIteration = history.size();
    write();
  }

  @Override
  public synchronized void onEnd(TrainingResult result) {
    ending = Optional.of(result.ending());
    policyIteration = result.policyIteration();
    write();
  }

  @Override
  public synchronized void onFailure(TrainingException reason) {
    ending = Optional.of(TrainingResult.Ending.FAILED);
    reason.partialResult().ifPresent(result -> policyIteration = result.policyIteration());
    failure = String.valueOf(reason.getMessage());
    write();
  }

  /**
   * Shows pictures of episodes, in place of those shown before.
   *
   * @param note what they show
   * @param pictures in reading order
   */
  public synchronized void showEpisodes(String note, List<Picture> pictures) {
    episodes = new Episodes(note, List.copyOf(pictures));
    write();
  }

  private void write() {
    State state =
        new State(
            about,
            options,
            List.copyOf(history),
            ending,
            policyIteration,
            failure,
            episodes,
            latest,
            began,
            Instant.now());
    try {
      replace(ReportPage.of(state));
      warned = false;
    } catch (IOException e) {
      if (!warned) {
        LOG.warn(
            "{} could not be written ({}); training continues. Make room or give rights, and the next"
                + " iteration writes it",
            file,
            e.toString());
      }
      warned = true;
    }
  }

  private void replace(String page) throws IOException {
    Path target = file.toAbsolutePath();
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    WholeFile.write(target, page.getBytes(StandardCharsets.UTF_8));
  }

  /** Collects what the page says apart from what training tells. One thread. */
  public static final class Builder {
    private final Path file;
    private String title = "Guided policy search";
    private String description = "";
    private String distanceUnit = "";
    private final List<Settings.Setting> settings = new ArrayList<>();
    private final List<NextStep> steps = new ArrayList<>();

    private Builder(Path file) {
      this.file = Objects.requireNonNull(file, "file");
    }

    /** What is learned, such as a task's name; default: Guided policy search. */
    public Builder title(String value) {
      title = Objects.requireNonNull(value, "title");
      return this;
    }

    /** A sentence below the title; default none. */
    public Builder description(String value) {
      description = Objects.requireNonNull(value, "description");
      return this;
    }

    /** The unit of the evaluation's final distance, such as m; default none. */
    public Builder distanceUnit(String value) {
      distanceUnit = Objects.requireNonNull(value, "distanceUnit");
      return this;
    }

    /**
     * Adds options of a public record; components that are records are listed one by one. Without
     * any, the page lists the {@link TrainingOptions} alone.
     *
     * @param prefix in front of their names, such as network; empty for none
     * @param value the run's
     * @param usual those a run has without the user's doing; others are marked
     * @throws IllegalArgumentException if the records are not of one public type
     */
    public Builder options(String prefix, Record value, Record usual) {
      settings.addAll(Settings.of(prefix, value, usual));
      return this;
    }

    /**
     * Adds a command that resumes or uses the run.
     *
     * @param purpose what it does, such as Test the policy again
     * @param command as typed
     */
    public Builder nextStep(String purpose, String command) {
      steps.add(
          new NextStep(
              Objects.requireNonNull(purpose, "purpose"),
              Objects.requireNonNull(command, "command")));
      return this;
    }

    /** A page for one training; nothing is written yet. */
    public HtmlReport build() {
      return new HtmlReport(this);
    }
  }
}
