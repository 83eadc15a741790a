/**
 * The binding of MuJoCo's C library through JNA: functions, structure offsets, errors and
 * off-screen contexts. For {@link org.guidedpolicy.mujoco} only.
 */
@NullMarked
package org.guidedpolicy.mujoco.library;

import org.jspecify.annotations.NullMarked;
