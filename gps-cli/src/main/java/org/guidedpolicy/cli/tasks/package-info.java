/** What the command line can train: tasks, and the held-out episodes they are tested on. */
@NullMarked
package org.guidedpolicy.cli.tasks;

import org.jspecify.annotations.NullMarked;
