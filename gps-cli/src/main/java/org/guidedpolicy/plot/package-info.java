/** Pictures of learning curves and of episodes, drawn without a screen. */
@NullMarked
package org.guidedpolicy.plot;

import org.jspecify.annotations.NullMarked;
