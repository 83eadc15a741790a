/**
 * Neural policies, defined and trained with DeepLearning4J: the S-phase of guided policy search
 * [RF, Alg. 2 line 9].
 *
 * <p>With this library on the class path the default policy is a network with default options.
 * Other options:
 *
 * <pre>{@code
 * NetworkOptions options =
 *     NetworkOptions.defaults().with(o -> { o.hidden = List.of(64, 64); o.activation = TANH; });
 * ResetFreeGPS.builder(environment, cost).policy(NeuralPolicies.with(options))...
 * }</pre>
 *
 * <p>The trained policy is an {@link org.guidedpolicy.policy.MlpPolicy}: plain Java, without
 * DeepLearning4J. A trainer is confined to one thread at a time; several trainers may work beside
 * each other. The native backend (for instance org.nd4j:nd4j-native with one platform's jar) is the
 * application's choice. It loads in one or two seconds, ten when it is unpacked for the first time,
 * on a thread of its own. After that a step on 250 points takes about a millisecond, most of it the
 * price of native calls; so batches are large and steps few. One thread of the backend is fastest
 * for such networks, and gives equal results on every run.
 */
@NullMarked
package org.guidedpolicy.nn;

import org.jspecify.annotations.NullMarked;
