/** What the robot is to achieve: costs with derivatives, and their quadratic expansions. */
@NullMarked
package org.guidedpolicy.cost;

import org.jspecify.annotations.NullMarked;
