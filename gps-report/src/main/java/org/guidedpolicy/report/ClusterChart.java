package org.guidedpolicy.report;

import java.util.Comparator;
import java.util.List;
import org.guidedpolicy.training.IterationReport;

/** Each iteration's clusters as a bar, the largest at the bottom. */
final class ClusterChart {
  private static final double WIDEST = 26;

  private ClusterChart() {}

  static void write(Markup page, List<IterationReport> history) {
    IterationReport last = history.get(history.size() - 1);
    int most = history.stream().mapToInt(ClusterChart::trajectories).max().orElse(1);
    Frame frame =
        new Frame(Axis.upTo(last.episodes()), Axis.of(new double[] {most}, Axis.Kind.FROM_ZERO));
    page.open("figure").with("class", "chart");
    page.open("figcaption");
    page.open("h3").text("Cluster sizes").leaf("span", "unit", ", trajectories").close();
    page.open("ul").with("class", "legend").open("li").with("class", "sizes").text("last ");
    page.leaf("b", sizes(last)).close().close();
    page.close();
    frame.open(page, "Sizes of the clusters in the last iteration: " + sizes(last) + ".");
    for (int i = 0; i < history.size(); i++) {
      int before = i == 0 ? 0 : history.get(i - 1).episodes();
      bar(page, frame, history.get(i), before);
    }
    page.close();
    page.leaf(
        "p",
        "note",
        "Trajectories that share dynamics and a linearised policy; the largest cluster is at the"
            + " bottom. About five in each are wanted.");
    page.close();
  }

  private static void bar(Markup page, Frame frame, IterationReport report, int before) {
    double from = frame.left(before);
    double to = frame.left(report.episodes());
    double width = Math.max(1, Math.min(WIDEST, 0.7 * (to - from)));
    double left = (from + to - width) / 2;
    int below = 0;
    List<Integer> sizes = sorted(report);
    for (int k = 0; k < sizes.size(); k++) {
      double bottom = frame.top(below);
      below += sizes.get(k);
      double height = bottom - frame.top(below);
      page.open("rect").with("class", "bar b" + k % 2);
      page.with("x", left).with("y", frame.top(below)).with("width", width);
      page.with("height", Math.max(0.3, height - 1));
      page.leaf("title", "iteration " + report.iteration() + ": " + sizes.get(k));
      page.close();
    }
  }

  private static List<Integer> sorted(IterationReport report) {
    return report.clusterSizes().stream().sorted(Comparator.reverseOrder()).toList();
  }

  private static int trajectories(IterationReport report) {
    return report.clusterSizes().stream().mapToInt(Integer::intValue).sum();
  }

  private static String sizes(IterationReport report) {
    return String.join(", ", sorted(report).stream().map(String::valueOf).toList());
  }
}
