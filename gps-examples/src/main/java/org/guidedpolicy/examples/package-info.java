/** The list of all example tasks; each is a package of its own. */
@NullMarked
package org.guidedpolicy.examples;

import org.jspecify.annotations.NullMarked;
