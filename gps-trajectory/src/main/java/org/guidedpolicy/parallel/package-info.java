/**
 * Splitting independent work over threads.
 *
 * <p>{@link org.guidedpolicy.parallel.WorkPool} runs tasks 0 .. n-1. Each depends on its number
 * alone and writes to its own place, and whoever adds results up does so in order of number
 * afterwards: then the result is the same to the last bit for any number of threads. A call costs
 * some microseconds, so a task should be longer than that.
 */
@NullMarked
package org.guidedpolicy.parallel;

import org.jspecify.annotations.NullMarked;
