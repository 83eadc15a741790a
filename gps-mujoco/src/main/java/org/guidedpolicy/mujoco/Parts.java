package org.guidedpolicy.mujoco;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The readings that fill a vector, one after the other. Immutable. */
final class Parts {
  private final List<Part> parts;
  private final int dimension;

  private Parts(List<Part> parts, int dimension) {
    this.parts = parts;
    this.dimension = dimension;
  }

  static Parts of(MujocoModel model, List<Reading> readings) {
    var parts = new ArrayList<Part>();
    int offset = 0;
    for (Reading reading : readings) {
      Probe probe = reading.resolve(model);
      parts.add(new Part(reading, probe, offset));
      offset += probe.dimension();
    }
    return new Parts(List.copyOf(parts), offset);
  }

  int dimension() {
    return dimension;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  boolean needAcceleration() {
    return parts.stream().anyMatch(part -> part.probe.needsAcceleration());
  }

  double[] read(Simulation simulation) {
    double[] values = new double[dimension];
    for (Part part : parts) {
      part.probe.read(simulation, values, part.offset);
    }
    return values;
  }

  /** Entries that a reading fills. */
  int[] indices(Reading reading) {
    for (Part part : parts) {
      if (part.reading.equals(reading)) {
        return IntStream.range(part.offset, part.offset + part.probe.dimension()).toArray();
      }
    }
    throw new IllegalArgumentException("the state has no " + reading + "; it has " + this);
  }

  /** Entry that holds this element of qpos, or -1. */
  int positionEntry(int address) {
    return entry(Probe::positionAddresses, address);
  }

  /** Entry that holds this element of qvel, or -1. */
  int velocityEntry(int address) {
    return entry(Probe::velocityAddresses, address);
  }

  /** Entry that holds this element of act, or -1. */
  int activationEntry(int address) {
    return entry(Probe::activationAddresses, address);
  }

  /** Frames in entries of this vector, of all readings or those named. */
  List<FrameTerm> frames(List<Reading> readings) {
    for (Reading reading : readings) {
      indices(reading);
    }
    return parts.stream()
        .filter(part -> readings.isEmpty() || readings.contains(part.reading))
        .flatMap(part -> part.probe.frames().stream().map(frame -> frame.shifted(part.offset)))
        .toList();
  }

  @Override
  public String toString() {
    return parts.stream().map(Part::reading).toList().toString();
  }

  private int entry(Function<Probe, int[]> addressesOf, int address) {
    for (Part part : parts) {
      int[] addresses = addressesOf.apply(part.probe);
      for (int i = 0; i < addresses.length; i++) {
        if (addresses[i] == address) {
          return part.offset + i;
        }
      }
    }
    return -1;
  }

  private record Part(Reading reading, Probe probe, int offset) {}
}
