package org.guidedpolicy.robot;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/**
 * The driver of a {@link FakedRobot}: a connection for each thread that calls, so that the robot
 * sees who commands it at once. Connections are made anew when they break; an interrupt breaks one.
 */
final class RobotLink implements Environment {
  static final CostFunction COST =
      (t, horizon, x, u) -> x[0] * x[0] + 0.01 * x[1] * x[1] + 0.01 * u[0] * u[0];

  private final Path folder;
  private final Process process;
  private final int port;
  private final int horizon;
  private final Map<Thread, Connection> connections = new ConcurrentHashMap<>();
  private volatile Runnable button = () -> {};

  private record Connection(SocketChannel channel, DataInputStream in, DataOutputStream out) {}

  /** Starts the robot's process. */
  RobotLink(Path folder, int horizon, String faults) throws Exception {
    this.folder = folder;
    this.horizon = horizon;
    this.process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FakedRobot.class.getName(),
                folder.toString(),
                faults)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("robot.out").toFile())
            .start();
    while (!Files.exists(folder.resolve("port"))) {
      if (!process.isAlive()) {
        throw new IOException(Files.readString(folder.resolve("robot.out")));
      }
      Thread.sleep(5);
    }
    this.port = Integer.parseInt(Files.readString(folder.resolve("port")));
  }

  /** What happens when somebody presses the button beside the robot. */
  void onButton(Runnable pressed) {
    this.button = pressed;
  }

  @Override
  public EnvironmentSpec spec() {
    return EnvironmentSpec.builder(2, 1)
        .horizon(horizon)
        .timeStep(1e-9 * FakedRobot.PERIOD)
        .actuated(new int[] {0}, new int[] {1})
        .actionLimits(new double[] {-FakedRobot.LIMIT}, new double[] {FakedRobot.LIMIT})
        .build();
  }

  @Override
  public TimeStep reset(RandomGenerator random) throws IOException {
    return exchange(
        link -> {
          link.out.write('R');
          link.out.writeLong(Thread.currentThread().getId());
          link.out.flush();
          return report(link);
        });
  }

  @Override
  public TimeStep step(double[] action) throws IOException {
    return exchange(
        link -> {
          var packet = new java.io.ByteArrayOutputStream();
          DataOutputStream command = new DataOutputStream(packet);
          command.write('S');
          command.writeLong(Thread.currentThread().getId());
          command.writeDouble(action[0]);
          link.out.write(packet.toByteArray());
          link.out.flush();
          if (link.in.readByte() == 1) {
            button.run();
          }
          return report(link);
        });
  }

  private static TimeStep report(Connection link) throws IOException {
    double[] state = new double[link.in.readInt()];
    for (int i = 0; i < state.length; i++) {
      state[i] = link.in.readDouble();
    }
    return TimeStep.fullyObserved(state);
  }

  @Override
  public void abort() {
    try {
      exchange(link -> beside(link, 'A'));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** From beside the robot, on a line of its own: E brake, D stopped, C confirmed. */
  void signal(char what) {
    try {
      Connection line = connect();
      try {
        beside(line, what);
      } finally {
        line.channel.close();
      }
    } catch (IOException e) {
      // a robot that is off has braked by itself
    }
  }

  private static byte beside(Connection link, char what) throws IOException {
    link.out.write(what);
    link.out.writeLong(Thread.currentThread().getId());
    link.out.flush();
    return link.in.readByte();
  }

  private interface Exchange<R> {
    R with(Connection link) throws IOException;
  }

  private <R> R exchange(Exchange<R> work) throws IOException {
    Connection link = connections.get(Thread.currentThread());
    if (link == null) {
      link = connect();
      connections.put(Thread.currentThread(), link);
    }
    try {
      return work.with(link);
    } catch (IOException e) {
      connections.remove(Thread.currentThread());
      link.channel.close();
      throw e;
    }
  }

  /** Tries for two seconds: the robot may be switching itself on. */
  private Connection connect() throws IOException {
    Optional<IOException> failure = Optional.empty();
    for (int i = 0; i < 200; i++) {
      try {
        SocketChannel channel =
            SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.socket().setTcpNoDelay(true);
        return new Connection(
            channel,
            new DataInputStream(Channels.newInputStream(channel)),
            new DataOutputStream(
                new java.io.BufferedOutputStream(Channels.newOutputStream(channel))));
      } catch (IOException e) {
        failure = Optional.of(e);
        try {
          Thread.sleep(10);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
    throw failure.orElseThrow();
  }

  /** Switches the robot off. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  RobotLog log() throws IOException {
    return new RobotLog(Files.readAllLines(folder.resolve("robot.log")));
  }
}
