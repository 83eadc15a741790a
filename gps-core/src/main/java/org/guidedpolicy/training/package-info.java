/**
 * The framework of trainings, which knows no algorithm: options, iterations of a {@link
 * org.guidedpolicy.training.Learner}, held-out tests, checkpoints, listeners and reports. An {@link
 * org.guidedpolicy.training.Algorithm} is found by its name.
 */
@NullMarked
package org.guidedpolicy.training;

import org.jspecify.annotations.NullMarked;
