/** Programs to begin with, one for each thing that a user wants to do; each runs in seconds. */
@NullMarked
package org.guidedpolicy.examples.start;

import org.jspecify.annotations.NullMarked;
