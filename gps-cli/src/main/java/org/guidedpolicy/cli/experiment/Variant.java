package org.guidedpolicy.cli.experiment;

import java.text.Normalizer;
import org.guidedpolicy.cli.run.OptionTree;

/**
 * One way to train, whatever the seed.
 *
 * @param name for folders, tables and plots
 * @param options of it
 */
public record Variant(String name, OptionTree options) {

  /** The name as a folder's, in whatever script; never one that leads elsewhere, such as "..". */
  public String folderName() {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFC);
    String safe = plain.replaceAll("[^\\p{L}\\p{M}\\p{N}.,=+-]+", "_");
    return safe.replaceAll("^\\.+", "_");
  }
}
