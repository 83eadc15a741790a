package org.guidedpolicy.environment;

import java.util.Arrays;

/**
 * What a policy sees at one step: a vector of dO entries. The array is not copied; whoever receives
 * an observation reads it before the environment moves on.
 */
public final class Observation {
  private final double[] vector;

  private Observation(double[] vector) {
    this.vector = vector;
  }

  /**
   * @param vector o, dO entries; not copied
   */
  public static Observation of(double... vector) {
    return new Observation(vector);
  }

  /** o, dO entries; not a copy. */
  public double[] vector() {
    return vector;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Observation that && Arrays.equals(vector, that.vector);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(vector);
  }

  @Override
  public String toString() {
    return "Observation" + Arrays.toString(vector);
  }
}
