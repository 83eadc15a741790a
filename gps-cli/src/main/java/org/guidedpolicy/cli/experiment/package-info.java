/** Runs of a task over seeds and settings, and what they say together. */
@NullMarked
package org.guidedpolicy.cli.experiment;

import org.jspecify.annotations.NullMarked;
