package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each rule on the history that it is for, and on one that is like it and sound. */
class AdviceTest {

  /** A training of six iterations in which all goes well, but is not done. */
  private static final class Story {
    private final int iterations;
    private final Map<String, double[]> figures = new HashMap<>();
    private final Map<Fallback, Integer> fallbacks = new HashMap<>();
    private double[] cost;
    private Optional<double[]> success;

    Story(int iterations) {
      this.iterations = iterations;
      this.cost = line(100, 99);
      this.success = Optional.of(line(0.5, 0.5));
    }

    double[] line(double from, double to) {
      return IntStream.range(0, iterations)
          .mapToDouble(i -> from + (to - from) * i / Math.max(1, iterations - 1))
          .toArray();
    }

    Story cost(double from, double to) {
      cost = line(from, to);
      return this;
    }

    Story success(double from, double to) {
      success = Optional.of(line(from, to));
      return this;
    }

    Story withoutSuccess() {
      success = Optional.empty();
      return this;
    }

    Story figure(String group, String name, double from, double to) {
      figures.put(group + "/" + name, line(from, to));
      return this;
    }

    Story values(String group, String name, double... values) {
      figures.put(group + "/" + name, values);
      return this;
    }

    Story fallback(Fallback kind, int times) {
      fallbacks.put(kind, times);
      return this;
    }

    List<AdviceRule> rules() {
      return advice().stream().map(Advice::rule).toList();
    }

    List<Advice> advice() {
      List<IterationReport> history = new ArrayList<>();
      for (int i = 0; i < iterations; i++) {
        int n = i;
        List<Figure> all =
            figures.entrySet().stream()
                .map(
                    e ->
                        new Figure(
                            e.getKey().split("/")[0],
                            e.getKey().split("/")[1],
                            e.getValue()[n],
                            "",
                            ""))
                .toList();
        Evaluation.Result test =
            new Evaluation.Result(
                100, 0, Optional.of(cost[i]), Optional.empty(), success.map(s -> s[n]));
        history.add(
            new IterationReport(
                i + 1,
                40 * (i + 1),
                cost[i],
                Optional.of(test),
                all,
                fallbacks,
                List.of(),
                Map.of()));
      }
      return Advice.on(history);
    }
  }

  private static Story story() {
    return new Story(6);
  }

  private static void only(AdviceRule rule, Story story) {
    assertEquals(List.of(rule), story.rules());
  }

  private static void silent(Story story) {
    assertEquals(List.of(), story.rules());
  }

  @Test
  void nothingIsSaidOfNothingNorOfATrainingThatNeitherRisesNorFalls() {
    assertEquals(List.of(), Advice.on(List.of()));
    silent(story());
  }

  @Test
  void episodesThatFailAreToBeMended() {
    only(AdviceRule.EPISODES_FAIL, story().fallback(Fallback.EPISODE_REPEATED, 5));
    only(AdviceRule.EPISODES_FAIL, story().fallback(Fallback.EPISODE_DROPPED, 5));
    silent(story().fallback(Fallback.EPISODE_REPEATED, 1));
    silent(story().fallback(Fallback.PREDICTION_IMPLAUSIBLE, 50));
  }

  private static Story ending(double share, double from, double to) {
    return story()
        .figure("episodes that ended early", "training", share, share)
        .figure("length of the episodes", "training", from, to);
  }

  @Test
  void endsThatDoNotComeLaterAreToBeMovedBack() {
    only(AdviceRule.ENDS_TOO_EARLY, ending(1, 20, 20));
    silent(ending(1, 20, 30));
    silent(ending(0.5, 20, 20));
    silent(ending(1, 20, 20).success(0.9, 0.9));
  }

  @Test
  void whereNothingImprovesTheNoiseComesFirst() {
    only(AdviceRule.NOTHING_IMPROVES, story().success(0, 0));
    only(AdviceRule.NOTHING_IMPROVES, story().withoutSuccess());
    only(AdviceRule.NOTHING_IMPROVES, story().success(0, 0).cost(-100, -99));
    assertFalse(
        story().success(0, 0).cost(-100, -150).rules().contains(AdviceRule.NOTHING_IMPROVES),
        "negative costs that fall");
    silent(new Story(5).success(0, 0));
  }

  @Test
  void goodLocalPoliciesAskForMorePasses() {
    Story behind =
        story()
            .cost(100, 93)
            .success(0, 0)
            .figure("diagnosis, success", "local", 0.6, 0.6)
            .figure("diagnosis, success", "next network", 0, 0);
    assertEquals(
        "success is 0% after 240 episodes, and local policies succeed in 60%: raise"
            + " laterFits.passes (to 30)",
        behind.advice().stream()
            .filter(a -> a.rule() == AdviceRule.NETWORK_BEHIND)
            .findFirst()
            .orElseThrow()
            .toString());
    silent(
        story()
            .figure("diagnosis, success", "local", 0.6, 0.6)
            .figure("diagnosis, success", "next network", 0.5, 0.5));
  }

  @Test
  void linearizationsThatLoseAskForJacobians() {
    Story loses =
        story()
            .figure("diagnosis, success", "network", 0.5, 0.5)
            .figure("diagnosis, success", "linearized", 0.1, 0.1);
    only(AdviceRule.LINEARIZATION_LOSES, loses);
    silent(
        story()
            .figure("diagnosis, success", "network", 0.5, 0.5)
            .figure("diagnosis, success", "linearized", 0.4, 0.4));
  }

  @Test
  void aCostThatFallsWithoutSuccessIsTheWrongOne() {
    assertEquals(
        AdviceRule.COST_IS_NOT_SUCCESS, story().cost(65, 15).success(0.69, 0.05).rules().get(0));
    assertEquals(AdviceRule.COST_IS_NOT_SUCCESS, story().cost(65, 15).success(0, 0).rules().get(0));
    assertFalse(
        story().cost(65, 15).success(0.1, 0.6).rules().contains(AdviceRule.COST_IS_NOT_SUCCESS));
    assertFalse(
        story().cost(65, 60).success(0, 0).rules().contains(AdviceRule.COST_IS_NOT_SUCCESS));
  }

  @Test
  void promisesThatAreNotKeptAskForSmallerSteps() {
    only(
        AdviceRule.STEPS_TOO_LARGE,
        story().figure("improvement", "predicted", 10, 10).figure("improvement", "actual", -5, -5));
    silent(
        story().figure("improvement", "predicted", 10, 10).figure("improvement", "actual", 5, 5));
    silent(
        story().figure("improvement", "predicted", -1, -1).figure("improvement", "actual", -5, -5));
  }

  @Test
  void aFitThatLeavesItsLossAsksForMorePassesOrSight() {
    only(
        AdviceRule.FIT_FAILS,
        story()
            .figure("loss of the fit", "before", 1, 1)
            .figure("loss of the fit", "after", 0.9, 0.9));
    silent(
        story()
            .figure("loss of the fit", "before", 1, 1)
            .figure("loss of the fit", "after", 0.3, 0.3));
  }

  @Test
  void noiseThatVanishesAsksForAFloor() {
    String group = "standard deviation of the actions";
    only(AdviceRule.EXPLORATION_DIES, story().values(group, "action 1", 1, 1, 1, 0.01, 0.01, 0.01));
    silent(story().figure(group, "action 1", 1, 0.5));
  }

  @Test
  void successThatIsLostAgainAsksForCalmerFits() {
    only(AdviceRule.UNEVEN, story().success(0.8, 0.4));
    silent(story().success(0.6, 0.5));
  }

  @Test
  void whatStillImprovesIsToGoOn() {
    only(AdviceRule.STILL_IMPROVING, story().success(0.3, 0.6));
    only(AdviceRule.STILL_IMPROVING, story().cost(100, 70));
  }

  @Test
  void aTrainingThatSucceedsIsLeftAlone() {
    silent(
        story()
            .success(0.9, 1)
            .cost(100, 10)
            .figure("loss of the fit", "before", 1, 1)
            .figure("loss of the fit", "after", 1, 1)
            .figure("improvement", "predicted", 10, 10)
            .figure("improvement", "actual", -5, -5));
  }

  @Test
  void successIsNeverRoundedUp() {
    Story almost =
        story()
            .success(0.5, 0.5)
            .figure("diagnosis, success", "local", 0.999, 0.999)
            .figure("diagnosis, success", "next network", 0.5, 0.5);
    assertTrue(almost.advice().get(0).observation().contains("99%"));
  }

  @Test
  void theFirstThingComesFirst() {
    assertEquals(
        List.of(AdviceRule.EPISODES_FAIL, AdviceRule.NOTHING_IMPROVES, AdviceRule.NETWORK_BEHIND),
        story()
            .success(0, 0)
            .fallback(Fallback.EPISODE_REPEATED, 50)
            .figure("diagnosis, success", "local", 0.6, 0.6)
            .figure("diagnosis, success", "next network", 0, 0)
            .rules());
  }

  @Test
  void theGuideHasEveryRemedy() throws Exception {
    String page = Files.readString(Path.of("../docs/troubleshooting.md"));
    List<String> missing =
        Stream.of(AdviceRule.values())
            .map(AdviceRule::remedy)
            .filter(remedy -> !page.contains(remedy))
            .toList();
    assertEquals(List.of(), missing);
  }
}
