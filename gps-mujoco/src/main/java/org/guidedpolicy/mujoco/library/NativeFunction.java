package org.guidedpolicy.mujoco.library;

/**
 * A C function's address.
 *
 * @param cName its name in C
 * @param address where it is
 */
public record NativeFunction(String cName, long address) {}
