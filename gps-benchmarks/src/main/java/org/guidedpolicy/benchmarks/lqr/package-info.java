/** Times of the linear-quadratic core at the sizes of the paper's tasks. */
@NullMarked
package org.guidedpolicy.benchmarks.lqr;

import org.jspecify.annotations.NullMarked;
