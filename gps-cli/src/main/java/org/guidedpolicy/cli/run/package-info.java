/** A task, all its options, and the run they make together. */
@NullMarked
package org.guidedpolicy.cli.run;

import org.jspecify.annotations.NullMarked;
