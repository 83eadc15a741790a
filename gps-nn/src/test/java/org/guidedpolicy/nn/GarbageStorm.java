package org.guidedpolicy.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A program that trains a network on each of some threads for some fits, while another thread makes
 * garbage as fast as it can. Ends with 0 if nothing happened.
 */
final class GarbageStorm {
  private static final int POINTS = 250;
  private static volatile byte[] garbage = {};

  private GarbageStorm() {}

  /** Threads, fits on each. */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    int threads = Integer.parseInt(args[0]);
    int fits = Integer.parseInt(args[1]);
    List<FutureTask<?>> trainings = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      FutureTask<?> training = new FutureTask<>(() -> fit(fits), null);
      new Thread(training).start();
      trainings.add(training);
    }
    Thread storm = new Thread(GarbageStorm::litter);
    storm.setDaemon(true);
    storm.start();
    for (FutureTask<?> training : trainings) {
      training.get();
    }
  }

  private static void fit(int fits) {
    NetworkOptions options = NetworkOptions.defaults().with(o -> o.batchSize = POINTS / 10);
    try (NeuralPolicyTrainer trainer = new NeuralPolicyTrainer(3, 2, options, 1)) {
      for (int i = 0; i < fits; i++) {
        trainer.fit(Problems.curved(POINTS, i), Problems.identity(2));
      }
    }
  }

  private static void litter() {
    while (true) {
      garbage = new byte[100_000];
    }
  }
}
