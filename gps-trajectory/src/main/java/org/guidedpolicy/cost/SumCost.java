package org.guidedpolicy.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The sum of several costs; sums of sums are flattened. */
final class SumCost implements CostFunction {
  private final CostFunction[] terms;

  private SumCost(CostFunction[] terms) {
    this.terms = terms;
  }

  static SumCost of(CostFunction... terms) {
    List<CostFunction> all = new ArrayList<>();
    for (CostFunction term : terms) {
      if (term instanceof SumCost sum) {
        all.addAll(List.of(sum.terms));
      } else {
        all.add(term);
      }
    }
    return new SumCost(all.toArray(CostFunction[]::new));
  }

  @Override
  public CostFunction withPartialDerivatives() {
    return of(
        Arrays.stream(terms)
            .map(CostFunction::withPartialDerivatives)
            .toArray(CostFunction[]::new));
  }

  @Override
  public CostFunction afterEnd() {
    return of(Arrays.stream(terms).map(CostFunction::afterEnd).toArray(CostFunction[]::new));
  }

  @Override
  public String toString() {
    return "Sum" + List.of(terms);
  }

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    double sum = 0;
    for (CostFunction term : terms) {
      sum += term.value(t, horizon, x, u);
    }
    return sum;
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    for (CostFunction term : terms) {
      term.addDerivatives(t, horizon, x, u, out);
    }
  }
}
