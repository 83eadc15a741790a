package org.guidedpolicy.cli;

import java.util.List;

/** Where a command says how far it is. Thread-safe. */
interface ProgressOutput extends AutoCloseable {
  /** Prints lines, none between them. */
  void print(List<String> lines);

  /** Counts one more iteration. */
  void step();

  @Override
  void close();
}
