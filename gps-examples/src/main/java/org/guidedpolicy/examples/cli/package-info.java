/** The command line: tasks, train, evaluate. */
@NullMarked
package org.guidedpolicy.examples.cli;

import org.jspecify.annotations.NullMarked;
