package org.guidedpolicy.robot;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * A joint behind a socket, in a process of its own with a clock of 10 ms. It writes down every
 * command with time and caller, and what it must never see: two commands at once, an action beyond
 * the limits, a movement after a stop. Faults come at steps of a script.
 */
final class FakedRobot {
  static final long PERIOD = 10_000_000;
  static final double LIMIT = 1;

  private final PrintWriter log;
  private final Map<Integer, Fault> script = new TreeMap<>();

  /** The threads whose commands are being carried out. */
  private final List<Long> busy = new CopyOnWriteArrayList<>();

  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final SplittableRandom random = new SplittableRandom(1);
  private final int port;
  private volatile ServerSocket server;
  private volatile boolean braked;
  private volatile boolean stopDone;
  private int movedSinceBrake;
  private int steps;
  private double q;
  private double w;

  private FakedRobot(Path folder, String faults) throws IOException {
    this.log = new PrintWriter(Files.newBufferedWriter(folder.resolve("robot.log")), true);
    for (String entry : faults.split(",")) {
      if (!entry.isEmpty()) {
        String[] parts = entry.split(":");
        script.put(Integer.parseInt(parts[0]), Fault.valueOf(parts[1]));
      }
    }
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = server.getLocalPort();
    Files.writeString(folder.resolve("port.new"), String.valueOf(port));
    Files.move(folder.resolve("port.new"), folder.resolve("port"));
  }

  /** Folder for log and port; faults as {@code step:FAULT,step:FAULT}. Ends with its input. */
  public static void main(String[] arguments) throws Exception {
    FakedRobot robot =
        new FakedRobot(Path.of(arguments[0]), arguments.length > 1 ? arguments[1] : "");
    Thread serving = new Thread(robot::serve);
    serving.setDaemon(true);
    serving.start();
    while (System.in.read() >= 0) {}
  }

  private void serve() {
    while (true) {
      try {
        Socket caller = server.accept();
        caller.setTcpNoDelay(true);
        connections.add(caller);
        Thread thread = new Thread(() -> converse(caller));
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        LockSupport.parkNanos(1_000_000); // switched off
      }
    }
  }

  private void converse(Socket caller) {
    try (caller;
        DataInputStream in = new DataInputStream(caller.getInputStream());
        DataOutputStream out = new DataOutputStream(caller.getOutputStream())) {
      while (true) {
        int command = in.read();
        if (command < 0) {
          return;
        }
        long thread = in.readLong();
        if (command == 'S' || command == 'R' || command == 'A') {
          moving(command, thread, in, out);
        } else {
          beside(command, thread);
          out.write(command);
        }
        out.flush();
      }
    } catch (IOException e) {
      write("disconnected");
    } finally {
      connections.remove(caller);
    }
  }

  /** Brake, confirmation of the operator, return of a stop: from beside the robot, at any time. */
  private synchronized void beside(int command, long thread) {
    write((char) command + " " + thread);
    if (command == 'E') {
      braked = true;
      movedSinceBrake = 0;
      stopDone = false;
    }
    if (command == 'D') {
      stopDone = true;
    }
    if (command == 'C') {
      braked = false;
    }
  }

  private void moving(int command, long thread, DataInputStream in, DataOutputStream out)
      throws IOException {
    for (long other : busy) {
      if (other != thread) {
        write("VIOLATION two commands at once, by threads " + other + " and " + thread);
      }
    }
    busy.add(thread);
    try {
      if (command == 'A') {
        write("A " + thread);
        w = 0;
        out.write('A');
      } else if (command == 'R') {
        reset(thread, out);
      } else {
        step(in.readDouble(), thread, in, out);
      }
    } finally {
      busy.remove(thread);
    }
  }

  private void reset(long thread, DataOutputStream out) throws IOException {
    judgeMovement("reset");
    awaitTick();
    q = random.nextDouble(-0.5, 0.5);
    w = 0;
    write("R " + thread + " " + q);
    reply(out, 2, q);
  }

  private void step(double u, long thread, DataInputStream in, DataOutputStream out)
      throws IOException {
    write("S " + thread + " " + u);
    if (!(Math.abs(u) <= LIMIT)) {
      write("VIOLATION action " + u);
    }
    if (u != 0) {
      judgeMovement("step " + u);
    }
    awaitTick();
    q += 0.01 * w;
    w += 0.01 * 20 * u;
    Fault fault = script.get(++steps);
    if (fault != null) {
      write("FAULT " + fault);
    }
    if (fault == Fault.LATE || fault == Fault.TOO_LATE) {
      LockSupport.parkNanos(fault == Fault.LATE ? 7 * PERIOD : 60 * PERIOD);
    }
    if (fault == Fault.HANG) {
      in.read(); // until the caller gives up
      throw new IOException("hung");
    }
    if (fault == Fault.DROP) {
      throw new IOException("dropped");
    }
    if (fault == Fault.CUT) {
      out.write(0);
      out.writeInt(2);
      out.write(1);
      out.flush();
      throw new IOException("cut");
    }
    if (fault == Fault.REBOOT) {
      reboot();
      throw new IOException("off");
    }
    out.write(fault == Fault.BUTTON ? 1 : 0);
    reply(out, fault == Fault.WRONG_LENGTH ? 3 : 2, seen(fault));
  }

  private double seen(Fault fault) {
    return fault == Fault.NAN ? Double.NaN : fault == Fault.LIMIT ? 5 : q;
  }

  private void reply(DataOutputStream out, int entries, double position) throws IOException {
    out.writeInt(entries);
    out.writeDouble(position);
    for (int i = 1; i < entries; i++) {
      out.writeDouble(w);
    }
  }

  /** While the brake is on, one command that was on its way may still arrive, no more. */
  private synchronized void judgeMovement(String what) {
    if (braked && (stopDone || ++movedSinceBrake > 1)) {
      write("VIOLATION after a stop: " + what);
    } else if (braked) {
      write("on its way: " + what);
    }
  }

  private static void awaitTick() {
    long tick = (System.nanoTime() / PERIOD + 1) * PERIOD;
    while (System.nanoTime() < tick) {
      LockSupport.parkNanos(tick - System.nanoTime());
    }
  }

  private void reboot() throws IOException {
    beside('E', 0);
    beside('D', 0);
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
    LockSupport.parkNanos(200_000_000);
    ServerSocket again = new ServerSocket();
    again.setReuseAddress(true);
    again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    server = again;
    write("on again");
  }

  private void write(String line) {
    log.println(System.nanoTime() + " " + line);
  }
}
