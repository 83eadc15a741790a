package org.guidedpolicy.robot;

import java.util.ArrayList;
import java.util.List;

/** What a {@link FakedRobot} wrote down. */
record RobotLog(List<String> lines) {

  static long time(String line) {
    return Long.parseLong(line.substring(0, line.indexOf(' ')));
  }

  static String event(String line) {
    return line.substring(line.indexOf(' ') + 1);
  }

  List<String> events(String beginning) {
    return lines.stream().map(RobotLog::event).filter(e -> e.startsWith(beginning)).toList();
  }

  List<Double> starts() {
    return events("R ").stream().map(e -> Double.parseDouble(e.split(" ")[2])).toList();
  }

  /** Starts of episodes in which there was neither a fault nor a stop. */
  List<Double> undisturbedStarts() {
    List<Double> undisturbed = new ArrayList<>();
    for (String line : lines) {
      String event = event(line);
      if (event.startsWith("R ")) {
        undisturbed.add(Double.parseDouble(event.split(" ")[2]));
      } else if (!undisturbed.isEmpty() && (event.startsWith("FAULT ") || event.startsWith("E "))) {
        undisturbed.set(undisturbed.size() - 1, Double.NaN);
      }
    }
    undisturbed.removeIf(start -> start.isNaN());
    return undisturbed;
  }

  /** Whether a line is a command that moves. */
  static boolean moves(String line) {
    String event = event(line);
    return event.startsWith("R ")
        || event.startsWith("S ") && Double.parseDouble(event.split(" ")[2]) != 0;
  }
}
