/**
 * Neural policies, defined and trained with DeepLearning4J; the S-phase of guided policy search.
 *
 * <p>The trained policy is an {@link org.guidedpolicy.policy.MlpPolicy}: plain Java, without
 * DeepLearning4J. A trainer is confined to one thread at a time. The native backend (for instance
 * org.nd4j:nd4j-native with one platform's classifier) is the application's choice.
 */
@NullMarked
package org.guidedpolicy.nn;

import org.jspecify.annotations.NullMarked;
