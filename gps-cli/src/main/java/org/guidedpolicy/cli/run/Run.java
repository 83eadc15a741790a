package org.guidedpolicy.cli.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.guidedpolicy.cli.record.RunFolder;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.nn.NeuralPolicies;
import org.guidedpolicy.plot.LearningPlot;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.report.TensorBoardLog;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.Checkpoint;
import org.guidedpolicy.training.Checkpoints;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.Training;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.TrainingListener;
import org.guidedpolicy.training.TrainingOptions;
import org.guidedpolicy.training.TrainingResult;
import org.guidedpolicy.training.Trainings;

/**
 * Trains a task with given options and keeps everything in a folder: the policy and the progress
 * after every iteration, the pictures at the end. For one use.
 */
public final class Run {
  private static final long NANOSECONDS_BETWEEN_PICTURES = 30_000_000_000L;

  private final Task task;
  private final RunOptions options;
  private final RunSettings settings;
  private final RunFolder folder;
  private final Training training;
  private final Consumer<IterationReport> watcher;
  private final Consumer<String> waiting;
  private final RunReport report;
  private final List<TrainingListener> files;
  private final List<IterationReport> history = new ArrayList<>();
  private Optional<Policy> policy = Optional.empty();
  private long picturesShown = System.nanoTime();
  private boolean failed;
  private boolean closed;
  private volatile boolean cancelled;

  /**
   * @param task what to learn
   * @param options of this task
   * @param settings besides the options
   * @param folder receives the files; what an earlier process left there is resumed
   * @param watcher told of every iteration after its files are written
   * @param waiting told what the robot's operator has to confirm, when training waits for that
   * @param otherCost whether a run that is resumed may have another cost than before
   * @throws IllegalArgumentException if the options do not fit each other
   * @throws IOException if the episodes to learn from cannot be read
   */
  public Run(
      Task task,
      RunOptions options,
      RunSettings settings,
      RunFolder folder,
      Consumer<IterationReport> watcher,
      Consumer<String> waiting,
      boolean otherCost)
      throws IOException {
    this.task = task;
    this.options = options;
    this.settings = settings;
    this.folder = folder;
    this.watcher = watcher;
    this.waiting = waiting;
    this.report = new RunReport(task, options, settings, folder);
    this.files = List.of(report.page(), TensorBoardLog.to(folder.path()));
    Trainings.Builder builder =
        Trainings.builder(task.environments(), task.cost(options.hessian()), options.training())
            .initialController(task.initialController())
            .policy(NeuralPolicies.with(options.network()))
            .evaluation(evaluation(task, task.testEpisodes()))
            .diagnosis(settings.diagnose())
            .otherCost(otherCost)
            .listener(new Listener());
    settings
        .checkpointEvery()
        .map(k -> Checkpoints.in(folder.checkpoints()).every(k).resume(true))
        .map(c -> c.episodes(settings.record()))
        .ifPresent(builder::checkpoints);
    if (settings.record()) {
      builder.record(folder.episodes());
    }
    if (settings.learnFrom().isPresent()) {
      builder.learnFrom(TrajectoryFile.read(settings.learnFrom().get()).trajectories());
    }
    this.training = builder.build();
  }

  /** A task's held-out episodes 0 .. episodes-1, judged as far as the task says how. */
  public static Evaluation evaluation(Task task, int episodes) {
    Evaluation plain = Evaluation.of(episodes, task.testEnvironments());
    Evaluation far = task.finalDistance().map(plain::withFinalDistance).orElse(plain);
    return task.success().map(far::withSuccess).orElse(far);
  }

  /** What the environments of a task are like. */
  public static EnvironmentSpec spec(Task task) {
    try (Environment environment = task.testEnvironments().apply(0)) {
      return environment.spec();
    }
  }

  /** As the other, where nobody has to be told of an operator, with the cost of before. */
  public Run(
      Task task,
      RunOptions options,
      RunSettings settings,
      RunFolder folder,
      Consumer<IterationReport> watcher)
      throws IOException {
    this(task, options, settings, folder, watcher, question -> {}, false);
  }

  /**
   * Trains to the end.
   *
   * @return empty if {@link #stop} ended it, or {@link #cancel} did and {@link #stop} is due
   * @throws IOException if a file cannot be written
   */
  public Optional<TrainingResult> toEnd() throws IOException {
    if (!Files.exists(folder.options())) {
      writeSettings();
    }
    TrainingResult result;
    try {
      result = training.train();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (result.ending() == TrainingResult.Ending.CANCELLED) {
      cancelled = true;
      return Optional.empty();
    }
    return finish(result) ? Optional.of(result) : Optional.empty();
  }

  /** Ends the training after the episodes that are running; to be called by another thread. */
  public void cancel() {
    cancelled = true;
    training.cancel();
  }

  /** Ends the training and its episodes after their running step; from another thread. */
  public void stopNow() {
    cancelled = true;
    training.stopNow();
  }

  /** Whether somebody ended the training early: Ctrl-C, or the robot's operator. */
  public boolean isCancelled() {
    return cancelled;
  }

  private void writeSettings() throws IOException {
    folder.writeOptions(OptionTree.of(options).json());
    settings.write(folder);
  }

  /** Training's words, unless the run is closed. */
  private final class Listener implements TrainingListener {
    @Override
    public void onStart(TrainingOptions training, List<IterationReport> earlier) {
      try {
        begin(training, earlier);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void onWaiting(String question) {
      waiting.accept(question);
    }

    @Override
    public void onIteration(IterationReport iteration, Policy trained) {
      try {
        keep(iteration, trained);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void onFailure(TrainingException failure) {
      synchronized (Run.this) {
        failed = true;
        tellUnlessClosed(file -> file.onFailure(failure));
      }
    }
  }

  private void tellUnlessClosed(Consumer<TrainingListener> word) {
    if (!closed) {
      files.forEach(word);
    }
  }

  /** Nobody else writes to the folder now: brings its files to what is done already. */
  private synchronized void begin(TrainingOptions training, List<IterationReport> earlier)
      throws IOException {
    if (closed) {
      return;
    }
    writeSettings();
    folder.begin(earlier);
    history.addAll(earlier);
    if (!earlier.isEmpty()) {
      Policy last = Checkpoint.newest(folder.checkpoints()).policy();
      last.save(folder.policy());
      policy = Optional.of(last);
    }
    files.forEach(file -> file.onStart(training, earlier));
  }

  private synchronized void keep(IterationReport iteration, Policy trained) throws IOException {
    if (closed) {
      return;
    }
    folder.addIteration(iteration, trained);
    history.add(iteration);
    policy = Optional.of(trained);
    if (System.nanoTime() - picturesShown > NANOSECONDS_BETWEEN_PICTURES) {
      report.show(trained);
      picturesShown = System.nanoTime();
    }
    files.forEach(file -> file.onIteration(iteration, trained));
    watcher.accept(iteration);
  }

  private synchronized boolean finish(TrainingResult result) throws IOException {
    if (closed) {
      return false;
    }
    closed = true;
    result.policy().save(folder.policy());
    drawPictures(result.policy());
    files.forEach(file -> file.onEnd(result));
    folder.writeResult(summary(result));
    return true;
  }

  /**
   * Ends the training and keeps what its finished iterations gave, pictures included; to be called
   * by another thread. A run that is finished already stays as it is.
   *
   * @return finished iterations
   */
  public synchronized int stop() throws IOException {
    if (!closed) {
      // first, for a training that ends at once must not count as one that came to its end
      closed = true;
      training.cancel();
      if (policy.isPresent()) {
        drawPictures(policy.get());
      }
      if (!failed) {
        files.forEach(this::interrupted);
      }
    }
    return history.size();
  }

  private void interrupted(TrainingListener file) {
    policy.ifPresentOrElse(
        last ->
            file.onEnd(
                new TrainingResult(
                    last,
                    history.size(),
                    history,
                    options.training(),
                    TrainingResult.Ending.CANCELLED)),
        () -> file.onFailure(new TrainingException("interrupted before its first iteration")));
  }

  private void drawPictures(Policy shown) throws IOException {
    LearningPlot.write(
        task.name(),
        String.format(
            Locale.ROOT,
            "%d iterations of %s, seed %d; %d held-out episodes after each",
            history.size(),
            options.training().algorithm().summary(),
            options.training().seed(),
            task.testEpisodes()),
        history.stream().map(Run::point).toList(),
        folder.learningPlot());
    report.drawEpisodes(shown, folder.trajectoriesPlot());
  }

  private static LearningPlot.Point point(IterationReport report) {
    Evaluation.Result test = report.test().orElseThrow();
    return new LearningPlot.Point(
        report.episodes(),
        report.meanCost(),
        test.meanCost().orElse(Double.NaN),
        test.finalDistance().orElse(Double.NaN),
        test.success().orElse(Double.NaN));
  }

  private static ObjectNode summary(TrainingResult result) {
    IterationReport last = result.history().get(result.history().size() - 1);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("ending", result.ending().name());
    json.put("iterations", last.iteration());
    json.put("episodes", last.episodes());
    json.put("policyIteration", result.policyIteration());
    return json;
  }
}
