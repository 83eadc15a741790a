/** The command line: tasks, train, evaluate. */
@NullMarked
package org.guidedpolicy.cli;

import org.jspecify.annotations.NullMarked;
