/**
 * Controllers for the first episodes, when no policy exists: hold the start with exploration noise
 * ({@link org.guidedpolicy.initial.HoldPosition}, {@link org.guidedpolicy.initial.PdController}),
 * follow demonstrations ({@link org.guidedpolicy.initial.DemonstrationController}) or any policy
 * ({@link org.guidedpolicy.initial.PolicyController}). All are immutable and thread-safe.
 */
@NullMarked
package org.guidedpolicy.initial;

import org.jspecify.annotations.NullMarked;
