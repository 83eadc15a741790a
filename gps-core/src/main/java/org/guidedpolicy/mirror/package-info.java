/**
 * Mirror descent guided policy search [MD], for environments that can be reset to conditions:
 * {@link org.guidedpolicy.mirror.MirrorDescentGPS} trains, {@link
 * org.guidedpolicy.mirror.MirrorDescent} has its options.
 */
@NullMarked
package org.guidedpolicy.mirror;

import org.jspecify.annotations.NullMarked;
