/** Dense networks and the dynamics that they learn. */
@NullMarked
package org.guidedpolicy.benchmarks.network;

import org.jspecify.annotations.NullMarked;
