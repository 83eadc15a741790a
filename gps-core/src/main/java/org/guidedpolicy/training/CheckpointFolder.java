package org.guidedpolicy.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.guidedpolicy.file.FileProblem;
import org.guidedpolicy.file.InUseException;
import org.guidedpolicy.file.ProcessLock;
import org.guidedpolicy.file.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder of checkpoints that this process alone writes to. One thread. */
final class CheckpointFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);
  private static final Pattern NAME = Pattern.compile("iteration-(\\d{1,9})\\.checkpoint");
  private static final Pattern EPISODES = Pattern.compile("iteration-(\\d{1,9})\\.episodes");
  private static final String LOCK = "lock";

  private final Path folder;
  private final int keep;
  private final ProcessLock lock;

  private CheckpointFolder(Path folder, int keep, ProcessLock lock) {
    this.folder = folder;
    this.keep = keep;
    this.lock = lock;
  }

  /**
   * Makes the folder if needed, locks it, and deletes what an interrupted write left.
   *
   * @throws CheckpointException if another training writes there
   */
  static CheckpointFolder open(Path folder, int keep) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder + " is a file; checkpoints need a folder");
    }
    FileProblem.named(folder, () -> Files.createDirectories(folder));
    CheckpointFolder opened = new CheckpointFolder(folder, keep, lock(folder));
    try {
      for (Path leftover : list(folder, WholeFile::isLeftover)) {
        Files.delete(leftover);
      }
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private static ProcessLock lock(Path folder) throws IOException {
    try {
      return ProcessLock.acquire(folder.resolve(LOCK));
    } catch (InUseException e) {
      throw new CheckpointException(folder, "is in use by another training: " + e.getMessage(), e);
    }
  }

  private interface Choice {
    boolean of(Path file);
  }

  private static List<Path> list(Path folder, Choice choice) throws IOException {
    return FileProblem.named(
        folder,
        () -> {
          try (Stream<Path> files = Files.list(folder)) {
            return files.filter(choice::of).toList();
          }
        });
  }

  /** The checkpoints, the newest first. */
  private static List<Path> files(Path folder) throws IOException {
    return files(folder, NAME);
  }

  private static List<Path> files(Path folder, Pattern kind) throws IOException {
    List<Path> files = new ArrayList<>(list(folder, file -> iteration(file, kind).isPresent()));
    files.sort(Comparator.comparing((Path file) -> iteration(file, kind).orElseThrow()).reversed());
    return files;
  }

  private static Optional<Integer> iteration(Path file, Pattern kind) {
    Matcher name = kind.matcher(String.valueOf(file.getFileName()));
    return name.matches() ? Optional.of(Integer.valueOf(name.group(1))) : Optional.empty();
  }

  /** Where the episodes of an iteration are stored while it lasts. */
  Path episodes(int iteration) {
    return folder.resolve(String.format(Locale.ROOT, "iteration-%06d.episodes", iteration));
  }

  /** The options of a training that has stored episodes of its first iteration, and no more. */
  static Optional<TrainingOptions> beginning(Path folder) throws IOException {
    List<Path> episodes = files(folder, EPISODES);
    return episodes.isEmpty()
        ? Optional.empty()
        : Optional.of(EpisodeJournal.header(episodes.get(0)).options());
  }

  /**
   * The newest checkpoint that can be read; a damaged one is passed over with a warning.
   *
   * @throws CheckpointException if there are checkpoints, but none can be read
   */
  static Optional<Checkpoint> newest(Path folder) throws IOException {
    List<CheckpointException> damaged = new ArrayList<>();
    for (Path file : files(folder)) {
      try {
        Checkpoint found = Checkpoint.read(file);
        damaged.forEach(e -> LOG.warn("{}; going back to {}", e.getMessage(), file.getFileName()));
        return Optional.of(found);
      } catch (CheckpointException e) {
        damaged.add(e);
      }
    }
    if (damaged.isEmpty()) {
      return Optional.empty();
    }
    CheckpointException first = damaged.get(0);
    damaged.stream().skip(1).forEach(first::addSuppressed);
    throw first;
  }

  Optional<Checkpoint> newest() throws IOException {
    return newest(folder);
  }

  /**
   * For a training that begins.
   *
   * @throws CheckpointException if there are checkpoints already
   */
  Optional<Checkpoint> requireNone() throws IOException {
    boolean begun = !files(folder, EPISODES).isEmpty();
    if (begun || !files(folder).isEmpty()) {
      throw new CheckpointException(
          folder,
          "holds "
              + (files(folder).isEmpty() ? "episodes" : "checkpoints")
              + " of an earlier training; resume it with ResetFreeGPS.resume, delete them by"
              + " Checkpoints.delete, or choose another folder");
    }
    return Optional.empty();
  }

  Path path() {
    return folder;
  }

  /**
   * Adds a checkpoint; only when it is on the disk are older ones deleted, and the episodes that
   * the oldest one left has learned from.
   */
  void save(int iteration, byte[] bytes) throws IOException {
    WholeFile.write(
        folder.resolve(String.format(Locale.ROOT, "iteration-%06d.checkpoint", iteration)), bytes);
    List<Path> all = files(folder);
    for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
      Files.delete(old);
    }
    int oldest = iteration(all.get(Math.min(keep, all.size()) - 1), NAME).orElseThrow();
    for (Path episodes : files(folder, EPISODES)) {
      if (iteration(episodes, EPISODES).orElseThrow() <= oldest) {
        Files.delete(episodes);
      }
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (CheckpointFolder opened = open(folder, 1)) {
      for (Pattern kind : List.of(NAME, EPISODES)) {
        for (Path file : files(opened.folder, kind)) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("the lock of {} could not be given back", folder, e);
    }
  }
}
