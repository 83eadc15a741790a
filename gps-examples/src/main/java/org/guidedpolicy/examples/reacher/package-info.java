/**
 * A planar arm whose rigid-body dynamics are computed in plain Java, and the task to reach with it.
 */
@NullMarked
package org.guidedpolicy.examples.reacher;

import org.jspecify.annotations.NullMarked;
