/** A robot that exists once, from the first movement to the trained policy that drives it. */
@NullMarked
package org.guidedpolicy.examples.robot;

import org.jspecify.annotations.NullMarked;
