package org.guidedpolicy.onnx;

import org.guidedpolicy.policy.Activation;

/** The nonlinearities in operators that runtimes have for doubles. */
final class OnnxActivation {
  private OnnxActivation() {}

  /** Adds f(z) to the graph and returns its name. */
  static String of(Activation f, Graph g, String z) {
    return switch (f) {
      case IDENTITY -> z;
      case RELU -> g.node("Relu", z);
      case LEAKY_RELU -> g.node("Max", z, g.node("Mul", z, g.constant(0.01)));
      case ELU -> // max(z, 0) + exp(min(z, 0)) - 1
          g.node(
              "Add",
              g.node("Relu", z),
              g.node("Sub", g.node("Exp", g.node("Min", z, g.constant(0))), g.constant(1)));
      case TANH -> g.node("Tanh", z);
      case SIGMOID -> g.node("Sigmoid", z);
      case SOFTPLUS -> // max(z, 0) + log(1 + exp(-|z|))
          g.node(
              "Add",
              g.node("Relu", z),
              g.node(
                  "Log",
                  g.node(
                      "Add",
                      g.node("Exp", g.node("Sub", g.constant(0), g.node("Abs", z))),
                      g.constant(1))));
      case SOFTSIGN -> // z / (1 + |z|)
          g.node("Div", z, g.node("Add", g.node("Abs", z), g.constant(1)));
      case SWISH -> // z / (1 + exp(-z)); z sigmoid(z) is fused to what ONNX Runtime lacks for
          // doubles
          g.node(
              "Div",
              z,
              g.node("Add", g.node("Exp", g.node("Sub", g.constant(0), z)), g.constant(1)));
    };
  }
}
