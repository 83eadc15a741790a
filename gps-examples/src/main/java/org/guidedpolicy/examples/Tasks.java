package org.guidedpolicy.examples;

import java.util.List;
import java.util.Optional;
import org.guidedpolicy.examples.mujoco.MujocoReacherTask;
import org.guidedpolicy.examples.mujoco.PegTask;
import org.guidedpolicy.examples.pointmass.PointMassTask;
import org.guidedpolicy.examples.reacher.ReacherTask;
import org.guidedpolicy.examples.tasks.Task;

/** All tasks, in the order in which they are listed. */
public final class Tasks {
  private Tasks() {}

  public static List<Task> all() {
    return List.of(
        new ReacherTask(),
        new PointMassTask(),
        new MujocoReacherTask(),
        PegTask.inSquare(),
        PegTask.inCube());
  }

  public static Optional<Task> named(String name) {
    return all().stream().filter(task -> task.name().equals(name)).findFirst();
  }
}
