/**
 * MuJoCo models as environments.
 *
 * <p>The system's MuJoCo library is used: {@code apt-get install libmujoco2.2.2} on Debian and
 * Ubuntu, or another path by {@code -Dgps.mujoco.library=/path/to/libmujoco.so.2.2.2}. {@link
 * org.guidedpolicy.mujoco.Mujoco#problem} says whether it can be used. From JDK 24 on, give {@code
 * --enable-native-access=ALL-UNNAMED}.
 *
 * <p>A {@link org.guidedpolicy.mujoco.MujocoModel} is loaded once, shared by any number of {@link
 * org.guidedpolicy.mujoco.MujocoEnvironment}s, and freed when it and all of them are closed. The
 * model is thread-safe; an environment and its {@link org.guidedpolicy.mujoco.MujocoCamera}s are
 * used by one thread at a time. Environments on several threads give the same numbers, bit by bit,
 * as one after the other.
 *
 * <p>What MuJoCo treats as fatal, ending the process, arrives as a {@link
 * org.guidedpolicy.mujoco.library.MujocoException}; the environment in which it happened can then
 * only be closed. A simulation that becomes unstable, which MuJoCo answers by resetting it
 * silently, throws one too; the next {@code reset} starts afresh.
 */
@NullMarked
package org.guidedpolicy.mujoco;

import org.jspecify.annotations.NullMarked;
