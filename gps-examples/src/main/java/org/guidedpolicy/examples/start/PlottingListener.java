package org.guidedpolicy.examples.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.guidedpolicy.plot.LearningPlot;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.TrainingListener;

/** A listener that draws the learning curves anew after every iteration. */
public final class PlottingListener implements TrainingListener {
  private final Path png;
  private final List<LearningPlot.Point> points = new ArrayList<>();

  private PlottingListener(Path png) {
    this.png = png;
  }

  @Override
  public void onIteration(IterationReport report, Policy policy) {
    Evaluation.Result test = report.test().orElseThrow();
    points.add(
        new LearningPlot.Point(
            report.episodes(),
            report.meanCost(),
            test.meanCost().orElse(Double.NaN),
            test.finalDistance().orElse(Double.NaN),
            test.success().orElse(Double.NaN))); // what is not defined is left out
    try {
      LearningPlot.write("cart", report.episodes() + " episodes", points, png);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // ends training
    }
  }

  /**
   * @param arguments the folder of the picture; plots unless given
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "plots");
    Files.createDirectories(folder);
    ResetFreeGPS.Builder training = ResetFreeGPS.builder(Cart::new, Cart.COST).iterations(4);
    training.trajectoriesPerIteration(10).clusters(2);
    training.evaluation(Cart.TEST);
    training.listener(new PlottingListener(folder.resolve("learning.png"))).build().train();
    System.out.println("the curves are in " + folder.resolve("learning.png"));
  }
}
