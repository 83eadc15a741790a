/** Controllers for the first episodes, when no policy exists. */
@NullMarked
package org.guidedpolicy.initial;

import org.jspecify.annotations.NullMarked;
