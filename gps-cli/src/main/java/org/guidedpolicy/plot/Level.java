package org.guidedpolicy.plot;

/**
 * A value that curves are compared with.
 *
 * @param name what it is: "the hole's depth"
 * @param value in the unit of the axis
 */
public record Level(String name, double value) {}
