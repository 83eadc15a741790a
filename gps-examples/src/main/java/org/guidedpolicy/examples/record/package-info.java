/** What a run leaves in its folder: options, progress, policy, pictures. */
@NullMarked
package org.guidedpolicy.examples.record;

import org.jspecify.annotations.NullMarked;
