/** Access to package-private parts, for measurement only. */
@NullMarked
package org.guidedpolicy.lqr;

import org.jspecify.annotations.NullMarked;
