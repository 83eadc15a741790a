/** The drivers: ResetFreeGPS and the phases it is composed of. */
@NullMarked
package org.guidedpolicy.train;

import org.jspecify.annotations.NullMarked;
