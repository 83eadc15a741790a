package org.guidedpolicy.mujoco;

/**
 * A C function's address.
 *
 * @param cName its name in C
 * @param address where it is
 */
record NativeFunction(String cName, long address) {}
