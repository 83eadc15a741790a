/** All measurements in one table, beside plain NumPy. */
@NullMarked
package org.guidedpolicy.benchmarks.table;

import org.jspecify.annotations.NullMarked;
