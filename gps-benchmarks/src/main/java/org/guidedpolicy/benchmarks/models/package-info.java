/** Mixtures, fits and clusterings at the sizes of the paper's peg insertion. */
@NullMarked
package org.guidedpolicy.benchmarks.models;

import org.jspecify.annotations.NullMarked;
