package org.guidedpolicy.policy;

/**
 * What the S-phase fits: for each of N points an observation, the action wanted there, and how much
 * each direction of error matters. Loss: mean over points of (mu(o) - mean)^T precision (mu(o) -
 * mean).
 *
 * @param observations N x dO
 * @param means N x dU
 * @param precisions N x dU x dU, symmetric positive definite, scaled by the trainer
 */
public record SupervisedTargets(
    int observationDimension,
    int actionDimension,
    double[] observations,
    double[] means,
    double[] precisions) {

  public int size() {
    return means.length / actionDimension;
  }
}
