/** Pictures of learning curves and of episodes, drawn without a screen. */
@NullMarked
package org.guidedpolicy.cli.plots;

import org.jspecify.annotations.NullMarked;
