/**
 * Guided policy search by Bregman ADMM [E2E], for environments that can be reset to conditions:
 * {@link org.guidedpolicy.badmm.BadmmGPS} trains, {@link org.guidedpolicy.badmm.Badmm} has its
 * options.
 */
@NullMarked
package org.guidedpolicy.badmm;

import org.jspecify.annotations.NullMarked;
