package org.guidedpolicy.training;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Training that cannot continue; the message says in which iteration and phase, and what to check.
 */
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient @Nullable TrainingResult partialResult;

  public TrainingException(String message) {
    super(message);
    this.partialResult = null;
  }

  public TrainingException(String message, Throwable cause) {
    super(message, cause);
    this.partialResult = null;
  }

  TrainingException(String message, Throwable cause, Optional<TrainingResult> partialResult) {
    super(message, cause);
    this.partialResult = partialResult.orElse(null);
  }

  /**
   * What the iterations before this failure achieved, with {@link TrainingResult.Ending#FAILED};
   * empty if it happened in the first one.
   */
  public Optional<TrainingResult> partialResult() {
    return Optional.ofNullable(partialResult);
  }
}
