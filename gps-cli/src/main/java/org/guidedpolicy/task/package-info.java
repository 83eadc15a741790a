/** What the program can train: tasks, found on the class path, and their held-out episodes. */
@NullMarked
package org.guidedpolicy.task;

import org.jspecify.annotations.NullMarked;
