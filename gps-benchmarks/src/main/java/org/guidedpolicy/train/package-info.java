/** Access to package-private parts, for measurement only. */
@NullMarked
package org.guidedpolicy.train;

import org.jspecify.annotations.NullMarked;
