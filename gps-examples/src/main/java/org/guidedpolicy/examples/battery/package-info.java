/**
 * Fourteen small robots of different kinds, each with the cost that a user would write first. They
 * set no option of learning: they are there to choose the library's defaults on, and to check them.
 */
@NullMarked
package org.guidedpolicy.examples.battery;

import org.jspecify.annotations.NullMarked;
