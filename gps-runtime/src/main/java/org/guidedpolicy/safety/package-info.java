/**
 * What stands before a real robot: {@link org.guidedpolicy.safety.SafeEnvironment} limits actions,
 * watches deadlines and stops; {@link org.guidedpolicy.safety.GuardedPolicy} does the same for a
 * policy in a control loop of one's own.
 *
 * <p>One thread at a time, apart from what says otherwise. A guard costs less than a microsecond a
 * step; a deadline costs up to a tenth of a millisecond more, because another thread makes the
 * call.
 */
@NullMarked
package org.guidedpolicy.safety;

import org.jspecify.annotations.NullMarked;
