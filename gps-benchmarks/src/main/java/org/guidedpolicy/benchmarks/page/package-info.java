/** All tables of docs/results/speed.md by one command. */
@NullMarked
package org.guidedpolicy.benchmarks.page;

import org.jspecify.annotations.NullMarked;
