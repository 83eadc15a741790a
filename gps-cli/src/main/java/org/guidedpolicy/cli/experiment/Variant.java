package org.guidedpolicy.cli.experiment;

import org.guidedpolicy.cli.run.OptionTree;

/**
 * One way to train, whatever the seed.
 *
 * @param name for folders, tables and plots
 * @param options of it
 */
public record Variant(String name, OptionTree options) {

  /** The name as a folder's. */
  public String folderName() {
    return name.replaceAll("[^A-Za-z0-9.,=+-]+", "_");
  }
}
