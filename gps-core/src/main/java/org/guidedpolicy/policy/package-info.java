/** Policies, how they are stored, and what a trainer of policies is given. */
@NullMarked
package org.guidedpolicy.policy;

import org.jspecify.annotations.NullMarked;
