/** The trained policy in the control loop. */
@NullMarked
package org.guidedpolicy.benchmarks.policy;

import org.jspecify.annotations.NullMarked;
