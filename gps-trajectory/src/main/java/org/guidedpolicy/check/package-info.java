/**
 * Looks for the usual mistakes in environments and recordings before anything is learned from them:
 * {@link org.guidedpolicy.check.EnvironmentChecks}. One thread.
 */
@NullMarked
package org.guidedpolicy.check;

import org.jspecify.annotations.NullMarked;
