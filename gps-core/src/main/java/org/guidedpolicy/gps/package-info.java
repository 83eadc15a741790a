/**
 * What the methods of guided policy search share: models of trajectories and of the network
 * (ModelPhase), local policies (C-phase, ControllerPhase), the network's fit to them (S-phase,
 * PolicyPhase), and the KL bound's step size. Which of them run in which order is the drivers'.
 */
@NullMarked
package org.guidedpolicy.gps;

import org.jspecify.annotations.NullMarked;
