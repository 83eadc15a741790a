package org.guidedpolicy.check;

/**
 * How an action moved an entry of the state. Immutable.
 *
 * @param state which entry
 * @param name its name, or its number
 * @param steps how long after the action began to move
 * @param perUnit change of the state for one unit of the action; its sign is the direction
 */
public record StateEffect(int state, String name, int steps, double perUnit) {}
