package org.guidedpolicy.safety;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the answer of an operator is waited for, no longer than a limit, and until any thread ends
 * the wait. Thread-safe; one question at a time.
 */
final class OperatorDesk {
  private static final Logger log = LoggerFactory.getLogger(SafeEnvironment.class);

  private final Operator operator;
  private final Duration limit;
  private @Nullable CompletableFuture<Boolean> waiting;

  OperatorDesk(Operator operator, Duration limit) {
    this.operator = operator;
    this.limit = limit;
  }

  /**
   * Returns when the operator has confirmed.
   *
   * @throws OperatorException if that does not come
   */
  void ask(String question) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    synchronized (this) {
      waiting = answer;
    }
    log.debug("waiting for the operator: {}", question);
    Thread asking = new Thread(() -> answer(question, answer), "gps-operator");
    asking.setDaemon(true);
    asking.start();
    try {
      if (!answer.get(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw refused(question, "said no");
      }
    } catch (TimeoutException e) {
      throw refused(question, "did not answer within " + limit.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused(question, "was not waited for any longer: interrupted");
    } catch (ExecutionException e) {
      throw refused(question, String.valueOf(e.getCause().getMessage()));
    } finally {
      asking.interrupt();
      synchronized (this) {
        waiting = null;
      }
    }
  }

  private void answer(String question, CompletableFuture<Boolean> answer) {
    try {
      answer.complete(operator.confirms(question));
    } catch (Exception | Error e) {
      answer.completeExceptionally(new IllegalStateException("could not be asked: " + e, e));
    }
  }

  private static OperatorException refused(String question, String why) {
    return new OperatorException("the operator " + why + " (" + question + ")");
  }

  /** Ends the wait, if there is one: the question counts as not confirmed. */
  synchronized void end(String reason) {
    if (waiting != null) {
      waiting.completeExceptionally(
          new IllegalStateException("was not waited for any longer: " + reason));
    }
  }
}
