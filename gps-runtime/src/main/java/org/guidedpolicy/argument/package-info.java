/** Checks of arguments and options, one for all modules. Thread-safe. */
@NullMarked
package org.guidedpolicy.argument;

import org.jspecify.annotations.NullMarked;
