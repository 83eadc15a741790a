package org.guidedpolicy.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.guidedpolicy.cli.record.RunFolder;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.file.StrictJson;
import org.guidedpolicy.file.WholeFile;

/**
 * What a run was told besides its options, kept so that it can be resumed with one word. Immutable.
 *
 * @param diagnose whether every iteration's parts are executed on their own, into progress.jsonl
 * @param checkpointEvery iterations from one checkpoint to the next; empty for none
 * @param record whether training episodes are added to a file in the run's folder
 * @param learnFrom file of recorded episodes that the first iterations learn from
 */
public record RunSettings(
    boolean diagnose, Optional<Integer> checkpointEvery, boolean record, Optional<Path> learnFrom) {
  /** Of a run that is not to be resumed. */
  public static RunSettings withoutCheckpoints(boolean diagnose) {
    return new RunSettings(diagnose, Optional.empty(), false, Optional.empty());
  }

  void write(RunFolder folder) throws IOException {
    WholeFile.write(folder.settings(), StrictJson.bytes(this));
  }

  /** What {@link #write} wrote. */
  public static RunSettings read(RunFolder folder) throws IOException {
    Path file = folder.settings();
    try {
      return StrictJson.parse(Files.readAllBytes(file), RunSettings.class);
    } catch (FormatException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
