package org.guidedpolicy.training;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts an iteration's fallbacks and collects its warnings, and logs the first fallback of each
 * kind in a training: notable ones as warnings, others as information, repetitions for debugging.
 * One thread.
 */
public final class FallbackCounter {
  private final Logger log;
  private final Set<Fallback> logged = EnumSet.noneOf(Fallback.class);
  private final Map<Fallback, Integer> counts = new EnumMap<>(Fallback.class);
  private final List<String> warnings = new ArrayList<>();
  private int iteration;

  public FallbackCounter() {
    this(LoggerFactory.getLogger(Fallback.class));
  }

  FallbackCounter(Logger log) {
    this.log = log;
  }

  /** Starts an iteration with no fallbacks and no warnings. */
  void begin(int number) {
    iteration = number;
    counts.clear();
    warnings.clear();
  }

  /**
   * @param times how often it happened; nothing is done for 0
   * @param first where it happened first and with which value
   */
  public void add(Fallback kind, int times, Supplier<String> first) {
    if (times == 0) {
      return;
    }
    counts.merge(kind, times, Integer::sum);
    String form = "iteration {}: {} {}: {}; {}";
    Object[] words = {iteration, times, kind.description(), first.get(), kind.remedy()};
    if (!logged.add(kind)) {
      log.debug(form, words);
    } else if (kind.isNotable()) {
      log.warn(form, words);
    } else {
      log.info(form, words);
    }
  }

  /**
   * @param happened a sentence for each time, which says where and with which value
   */
  public void add(Fallback kind, List<String> happened) {
    add(kind, happened.size(), () -> happened.get(0));
  }

  /**
   * Counts what an iteration's report also warns of, each on its own.
   *
   * @param manner what each warning begins with
   * @param happened a sentence for each time
   */
  public void warn(Fallback kind, String manner, List<String> happened) {
    add(kind, happened);
    happened.forEach(sentence -> warnings.add(manner + sentence));
  }

  /** What happened in this iteration, in the order of {@link Fallback}. */
  public Map<Fallback, Integer> counts() {
    return new EnumMap<>(counts);
  }

  /** What went wrong in this iteration and how it was answered, in order. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}
