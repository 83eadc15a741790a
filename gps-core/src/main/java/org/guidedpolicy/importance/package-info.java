/**
 * Importance-sampled guided policy search (Levine, Koltun: Guided Policy Search, ICML 2013,
 * [GPS13]): a network's parameters are searched by an off-policy estimate of its return, from
 * samples of guiding distributions and of former policies.
 */
@NullMarked
package org.guidedpolicy.importance;

import org.jspecify.annotations.NullMarked;
