/** Example tasks, each a package of its own, and short programs to begin with. */
@NullMarked
package org.guidedpolicy.examples;

import org.jspecify.annotations.NullMarked;
