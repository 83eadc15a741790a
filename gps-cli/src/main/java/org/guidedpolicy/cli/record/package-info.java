/** What a run leaves in its folder: options, progress, policy, pictures. */
@NullMarked
package org.guidedpolicy.cli.record;

import org.jspecify.annotations.NullMarked;
