/** What the guards of a real robot add to a step. */
@NullMarked
package org.guidedpolicy.benchmarks.safety;

import org.jspecify.annotations.NullMarked;
