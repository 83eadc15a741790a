package org.guidedpolicy.mujoco;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.guidedpolicy.mujoco.MujocoModel.Kind;

/** Looks up the names of readings. */
final class Probes {
  private Probes() {}

  static Probe jointPositions(MujocoModel model, List<String> joints) {
    int[] addresses = joints(model, joints).flatMap(id -> Joints.positions(model, id)).toArray();
    return new Entries(addresses, s -> s.qpos) {
      @Override
      public int[] positionAddresses() {
        return addresses;
      }
    };
  }

  static Probe jointVelocities(MujocoModel model, List<String> joints) {
    int[] addresses = joints(model, joints).flatMap(id -> Joints.velocities(model, id)).toArray();
    return new Entries(addresses, s -> s.qvel) {
      @Override
      public int[] velocityAddresses() {
        return addresses;
      }
    };
  }

  static Probe activations(MujocoModel model, List<String> actuators) {
    int[] addresses = actuators.stream().mapToInt(name -> activation(model, name)).toArray();
    return new Entries(addresses, s -> s.act) {
      @Override
      public int[] activationAddresses() {
        return addresses;
      }
    };
  }

  private static int activation(MujocoModel model, String actuator) {
    int address = Actuators.activation(model, model.id(Kind.ACTUATOR, actuator));
    if (address < 0) {
      throw new IllegalArgumentException(
          "actuator '"
              + actuator
              + "' has no activation: its dyntype is none; leave it out of Reading.activations");
    }
    return address;
  }

  static Probe sensors(MujocoModel model, List<String> sensors) {
    int[] ids = sensors.stream().mapToInt(name -> model.id(Kind.SENSOR, name)).toArray();
    int[] addresses =
        IntStream.of(ids)
            .flatMap(id -> range(model.integer("sensor_adr", id), model.integer("sensor_dim", id)))
            .toArray();
    int accelerations = model.constant("mjSTAGE_ACC");
    boolean needed =
        IntStream.of(ids).anyMatch(id -> model.integer("sensor_needstage", id) == accelerations);
    return new Entries(addresses, s -> s.sensordata) {
      @Override
      public boolean needsAcceleration() {
        return needed;
      }
    };
  }

  static Probe positions(MujocoModel model, List<Frame> frames) {
    var parts = new ArrayList<Probe>();
    for (Frame frame : frames) {
      int id = model.id(frame.kind(), frame.name());
      int[] addresses = range(3 * id, 3).toArray();
      parts.add(
          frame.kind() == Kind.SITE
              ? new Position(Kind.SITE, id, addresses, s -> s.sitePositions)
              : new Position(Kind.BODY, id, addresses, s -> s.bodyPositions));
    }
    return new Sequence(parts);
  }

  static Probe velocities(MujocoModel model, List<Frame> frames) {
    var parts = new ArrayList<Probe>();
    for (Frame frame : frames) {
      String type = frame.kind() == Kind.SITE ? "mjOBJ_SITE" : "mjOBJ_XBODY";
      parts.add(new Velocity(model.constant(type), model.id(frame.kind(), frame.name())));
    }
    return new Sequence(parts);
  }

  static Probe relativePosition(MujocoModel model, List<Frame> ofAndTo) {
    return new Difference(
        positions(model, ofAndTo.subList(0, 1)), positions(model, ofAndTo.subList(1, 2)));
  }

  static Probe relativeVelocity(MujocoModel model, List<Frame> ofAndTo) {
    return new Difference(
        velocities(model, ofAndTo.subList(0, 1)), velocities(model, ofAndTo.subList(1, 2)));
  }

  private static IntStream joints(MujocoModel model, List<String> names) {
    return names.isEmpty()
        ? IntStream.range(0, model.count(Kind.JOINT))
        : names.stream().mapToInt(name -> model.id(Kind.JOINT, name));
  }

  private static IntStream range(int first, int count) {
    return IntStream.range(first, first + count);
  }

  /** Entries of one of MuJoCo's arrays. */
  private static class Entries implements Probe {
    private final int[] addresses;
    private final Function<Simulation, DoubleBuffer> array;

    Entries(int[] addresses, Function<Simulation, DoubleBuffer> array) {
      this.addresses = addresses;
      this.array = array;
    }

    @Override
    public int dimension() {
      return addresses.length;
    }

    @Override
    public void read(Simulation simulation, double[] out, int offset) {
      DoubleBuffer from = array.apply(simulation);
      for (int i = 0; i < addresses.length; i++) {
        out[offset + i] = from.get(addresses[i]);
      }
    }
  }

  /** A frame's entries. */
  private static final class Position extends Entries {
    private final FrameTerm frame;

    Position(Kind kind, int id, int[] addresses, Function<Simulation, DoubleBuffer> array) {
      super(addresses, array);
      frame = new FrameTerm(0, 1, kind, id);
    }

    @Override
    public List<FrameTerm> frames() {
      return List.of(frame);
    }
  }

  private record Velocity(int objectType, int id) implements Probe {
    @Override
    public int dimension() {
      return 3;
    }

    @Override
    public void read(Simulation simulation, double[] out, int offset) {
      simulation.velocity(objectType, id, out, offset);
    }
  }

  private record Sequence(List<Probe> parts) implements Probe {
    @Override
    public int dimension() {
      return parts.stream().mapToInt(Probe::dimension).sum();
    }

    @Override
    public void read(Simulation simulation, double[] out, int offset) {
      int at = offset;
      for (Probe part : parts) {
        part.read(simulation, out, at);
        at += part.dimension();
      }
    }

    @Override
    public List<FrameTerm> frames() {
      var frames = new ArrayList<FrameTerm>();
      int at = 0;
      for (Probe part : parts) {
        for (FrameTerm frame : part.frames()) {
          frames.add(frame.shifted(at));
        }
        at += part.dimension();
      }
      return frames;
    }
  }

  private record Difference(Probe of, Probe to) implements Probe {
    @Override
    public int dimension() {
      return of.dimension();
    }

    @Override
    public void read(Simulation simulation, double[] out, int offset) {
      double[] subtrahend = new double[to.dimension()];
      of.read(simulation, out, offset);
      to.read(simulation, subtrahend, 0);
      for (int i = 0; i < subtrahend.length; i++) {
        out[offset + i] -= subtrahend[i];
      }
    }

    @Override
    public List<FrameTerm> frames() {
      return Stream.concat(of.frames().stream(), to.frames().stream().map(FrameTerm::subtracted))
          .toList();
    }
  }
}
