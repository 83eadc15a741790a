package org.guidedpolicy.examples.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.rollout.TrajectoryFile;

/** Episodes are recorded, and another training learns from them before it moves anything. */
public final class RecordedEpisodes {
  private RecordedEpisodes() {}

  private static ResetFreeGPS.Builder training() {
    return ResetFreeGPS.builder(Cart::new, Cart.COST).trajectoriesPerIteration(10).clusters(2);
  }

  /**
   * @param arguments the folder of the file; recordings unless given
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "recordings");
    Files.createDirectories(folder);
    Path file = folder.resolve("cart.trajectories");
    training().iterations(2).record(file).build().train();

    List<Trajectory> recorded = TrajectoryFile.read(file).trajectories();
    System.out.println(recorded.size() + " episodes are in " + file);
    training()
        .iterations(3) // two learn from the recording, the third moves the cart
        .learnFrom(recorded)
        .seed(2)
        .evaluation(Cart.TEST)
        .listener(Cart::print)
        .build()
        .train();
  }
}
