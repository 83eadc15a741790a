/**
 * Dense networks in plain Java: values, gradients with respect to weights and inputs, directional
 * derivatives, and Adam, in single or double precision.
 *
 * <pre>
 * NetworkShape shape = NetworkShape.of(20, new int[] {64, 64}, Nonlinearity.RATIONAL_TANH, 14);
 * Parameters&lt;float[]&gt; theta = Parameters.singlePrecision(shape);
 * theta.initialize(random, 0.5);
 * Parameters&lt;float[]&gt; gradient = Parameters.singlePrecision(shape);
 * Passes&lt;float[]&gt; passes = new Passes&lt;&gt;(theta, 64);
 * Adam&lt;float[]&gt; adam = new Adam&lt;&gt;(theta);
 * for (...) {
 *   float[][] y = passes.forward(inputs, 64);
 *   // dL/dy of the loss, 64 rows
 *   gradient.clear();
 *   passes.backward(dy, gradient);
 *   adam.step(theta, gradient, rate);
 * }
 * </pre>
 *
 * <p>The type parameter is the kind of a row, {@code float[]} or {@code double[]}: the algorithms
 * are written once, the innermost loops twice. A matrix is an array of rows, a batch one row for
 * each example, and W has one row for each input: loops in which all arrays have the same index are
 * what the compiler of JDK 17 turns into vector instructions, six times as fast as offsets into one
 * flat array.
 *
 * <p>For networks of some ten to some hundred units. Every sum is taken in one fixed order, so
 * results are equal bit by bit from run to run; whoever has several threads gives each its own
 * {@link org.guidedpolicy.network.Passes} and adds up in order.
 */
@NullMarked
package org.guidedpolicy.network;

import org.jspecify.annotations.NullMarked;
