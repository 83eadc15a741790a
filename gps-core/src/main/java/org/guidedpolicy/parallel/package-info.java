/** Splitting independent work over threads. */
@NullMarked
package org.guidedpolicy.parallel;

import org.jspecify.annotations.NullMarked;
