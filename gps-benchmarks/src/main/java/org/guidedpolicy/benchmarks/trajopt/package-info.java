/** Times of trajectory optimization on MuJoCo models. */
@NullMarked
package org.guidedpolicy.benchmarks.trajopt;

import org.jspecify.annotations.NullMarked;
