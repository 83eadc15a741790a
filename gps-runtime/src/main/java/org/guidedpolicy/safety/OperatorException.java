package org.guidedpolicy.safety;

import java.util.concurrent.CancellationException;

/**
 * The operator did not confirm that the robot can go on; the message says what was asked and what
 * came of it. It is no failure of the robot: a training ends as cancelled.
 */
public final class OperatorException extends CancellationException {
  private static final long serialVersionUID = 1L;

  public OperatorException(String message) {
    super(message);
  }
}
