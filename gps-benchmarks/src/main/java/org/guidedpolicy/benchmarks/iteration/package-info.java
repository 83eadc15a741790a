/** One whole iteration of learning, everything but the episodes, at the peg insertion's size. */
@NullMarked
package org.guidedpolicy.benchmarks.iteration;

import org.jspecify.annotations.NullMarked;
