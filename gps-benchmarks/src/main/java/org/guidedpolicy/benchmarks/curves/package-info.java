/** Time against the size of the problem. */
@NullMarked
package org.guidedpolicy.benchmarks.curves;

import org.jspecify.annotations.NullMarked;
