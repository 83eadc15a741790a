package org.guidedpolicy.cli;

import java.util.List;

/**
 * Sizes of a network's hidden layers, as given on the command line.
 *
 * @param sizes units of each; empty for a linear policy
 */
record HiddenLayers(List<Integer> sizes) {}
