/** From the call of train() to the first episode and the first fit. */
@NullMarked
package org.guidedpolicy.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
