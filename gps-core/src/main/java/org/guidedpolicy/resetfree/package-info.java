/**
 * Reset-free guided policy search [RF]: {@link org.guidedpolicy.resetfree.ResetFreeGPS} trains,
 * {@link org.guidedpolicy.resetfree.ResetFree} has its options.
 */
@NullMarked
package org.guidedpolicy.resetfree;

import org.jspecify.annotations.NullMarked;
