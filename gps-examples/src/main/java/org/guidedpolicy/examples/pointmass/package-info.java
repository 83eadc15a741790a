/** A sliding disc that has to find its way between pillars. */
@NullMarked
package org.guidedpolicy.examples.pointmass;

import org.jspecify.annotations.NullMarked;
