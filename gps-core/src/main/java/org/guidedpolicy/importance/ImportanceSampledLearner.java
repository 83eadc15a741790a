package org.guidedpolicy.importance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.importance.ImportanceSampling.Guidance;
import org.guidedpolicy.importance.ImportanceSampling.Search;
import org.guidedpolicy.importance.NetworkFamily.Member;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.policy.PolicyFile;
import org.guidedpolicy.policy.PolicyFileException;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.ExplorationNoise;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.ExecutedCosts;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.Learner;
import org.guidedpolicy.training.PhaseRunner;
import org.guidedpolicy.training.Seeds;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.TrainingProgress;
import org.guidedpolicy.training.Workshop;

/**
 * The iterations of importance-sampled guided policy search [GPS13, Alg. 1]. The first one draws
 * guiding samples and imitates them; each later one proposes a policy, samples it, and takes it for
 * the best, theta*, if the samples say so. Its result is theta*. One thread runs it; the searches
 * share the work over the pool.
 */
final class ImportanceSampledLearner implements Learner {
  /** By which w_r changes. */
  private static final double FACTOR = 10;

  private final ImportanceSampling options;
  private final Workshop shop;
  private Optional<SearchState> state = Optional.empty();

  ImportanceSampledLearner(ImportanceSampling options, Workshop shop) {
    this.options = options;
    this.shop = shop;
    if (!shop.recorded().isEmpty()) {
      throw new TrainingException(
          "learnFrom: gps13 needs the densities of its samples, and recorded ones do not have any;"
              + " leave learnFrom out, and make a guide of the demonstration (initialController)");
    }
  }

  @Override
  public Iteration next(TrainingProgress progress, PhaseRunner phases) {
    int k = progress.iterations() + 1;
    return state
        .map(now -> improve(k, now, progress, phases))
        .orElseGet(() -> begin(progress, phases));
  }

  /** Guiding samples, a policy that imitates them, samples of it (lines 1 to 3). */
  private Iteration begin(TrainingProgress progress, PhaseRunner phases) {
    GuidingSamples guiding =
        phases.run("guiding samples", () -> GuidingSamples.draw(shop, options));
    NetworkFamily family =
        NetworkFamily.scaledTo(
            guiding.trajectories(), SearchState.inputs(shop.spec()), options.hiddenUnits());
    double[] theta = family.draw(Seeds.generator(shop.options().seed(), 0, Seeds.Use.POLICY));
    Member imitation =
        phases.run(
            "pretraining",
            () ->
                imitation(family)
                    .fit(
                        guiding.trajectories().stream().map(family::rows).toList(),
                        theta,
                        options.pretrainingEvaluations()));
    List<Trajectory> own =
        phases.run(
            "episodes",
            () ->
                shop.episodes()
                    .more(1, options.samples(), acting(family, imitation))
                    .trajectories());
    SearchState next =
        new SearchState(
            family,
            guiding.cost(),
            joined(
                List.of(
                    samples(guiding.trajectories(), Sources.GUIDE),
                    samples(own, Sources.GUIDE + 1))),
            List.of(imitation),
            0,
            clamped(options.regularization()),
            own.size(),
            0);
    ExecutedCosts costs = shop.executedCosts(own);
    ExecutedCosts guidingCosts = shop.executedCosts(guiding.trajectories());
    List<Figure> figures = new ArrayList<>(SearchFigures.of(next, costs));
    figures.addAll(SearchFigures.ofGuide(guidingCosts.mean(), guiding.rejected()));
    int episodes = guiding.trajectories().size() + guiding.rejected() + own.size();
    return done(next, imitation, episodes, costs, figures, progress);
  }

  /** A new policy, its samples, and whether it is better (lines 5 to 16). */
  private Iteration improve(int k, SearchState now, TrainingProgress progress, PhaseRunner phases) {
    Sources sources = new Sources(shop, now.family(), now.policies());
    List<Sample> ordered = phases.run("choice of samples", () -> now.ordered(sources));
    List<Sample> active = active(ordered);
    Proposal proposal = phases.run("search", () -> propose(now, active, sources));
    List<Member> policies = new ArrayList<>(now.policies());
    policies.add(proposal.policy());
    List<Trajectory> own =
        phases.run(
            "episodes",
            () ->
                shop.episodes()
                    .collect(k, options.samples(), acting(now.family(), proposal.policy()))
                    .trajectories());
    List<Sample> newest = samples(own, policies.size());
    Comparison comparison =
        phases.run(
            "comparison",
            () ->
                options.search() == Search.IMPORTANCE_SAMPLING
                    ? compare(joined(List.of(active, newest)), now, policies)
                    : Comparison.NONE);
    List<Trajectory> again =
        comparison.isBetter() || options.resamples() == 0
            ? List.of()
            : phases.run(
                "resampling",
                () ->
                    shop.episodes()
                        .more(k, options.resamples(), acting(now.family(), now.theta()))
                        .trajectories());
    SearchState next =
        new SearchState(
            now.family(),
            now.guidingCost(),
            joined(
                List.of(
                    ordered.subList(0, Math.min(ordered.size(), options.storedSamples())),
                    newest,
                    samples(again, Sources.GUIDE + 1 + now.best()))),
            policies,
            comparison.isBetter() ? policies.size() - 1 : now.best(),
            clamped(now.regularization() * (comparison.isBetter() ? 1 / FACTOR : FACTOR)),
            own.size(),
            again.size());
    ExecutedCosts costs = shop.executedCosts(own);
    List<Figure> figures = new ArrayList<>(SearchFigures.of(next, costs));
    figures.addAll(comparison.figures());
    figures.addAll(proposal.figures());
    return done(next, proposal.policy(), own.size() + again.size(), costs, figures, progress);
  }

  private Iteration done(
      SearchState next,
      Member acted,
      int episodes,
      ExecutedCosts costs,
      List<Figure> figures,
      TrainingProgress progress) {
    state = Optional.of(next);
    progress.judge(next.family().policy(acted), costs.mean());
    return new Iteration(next.family().policy(next.theta()), episodes, costs.mean(), figures);
  }

  /** S_k: the guiding samples and the most probable others, or those alone. */
  private List<Sample> active(List<Sample> ordered) {
    Stream<Sample> allowed = ordered.stream();
    if (options.guidance() == Guidance.PRETRAINING) {
      allowed = allowed.filter(sample -> !sample.isGuiding());
    }
    return allowed.limit(options.activeSamples()).toList();
  }

  private Proposal propose(SearchState now, List<Sample> active, Sources sources) {
    return switch (options.search()) {
      case IMPORTANCE_SAMPLING ->
          new ReturnSearch(options).propose(now, set(active, sources), imitation(now.family()));
      case POLICY_GRADIENT -> {
        List<Sample> own = samples(now.newestTrajectories(), now.best() + 1);
        yield new PolicyGradient(options.stepLength()).propose(now.theta(), set(own, sources));
      }
      case DAGGER ->
          new Dagger(shop, options.pretrainingEvaluations()).propose(now, imitation(now.family()));
    };
  }

  private Comparison compare(List<Sample> active, SearchState now, List<Member> policies) {
    ActiveSet set = set(active, new Sources(shop, now.family(), policies));
    return Comparison.of(set.sampledReturn(), policies.get(policies.size() - 1), now.theta());
  }

  private ActiveSet set(List<Sample> samples, Sources sources) {
    return new ActiveSet(samples, sources, shop.cost());
  }

  private Imitation imitation(NetworkFamily family) {
    return new Imitation(family, options.maxNoise(), shop.pool());
  }

  private static Behaviour acting(NetworkFamily family, Member pi) {
    return new Behaviour.Exploring(family.policy(pi), ExplorationNoise.WHITE);
  }

  private double clamped(double regularization) {
    return Math.max(
        options.minRegularization(), Math.min(options.maxRegularization(), regularization));
  }

  private static List<Sample> samples(List<Trajectory> trajectories, int source) {
    return trajectories.stream().map(trajectory -> new Sample(trajectory, source)).toList();
  }

  private static List<Sample> joined(List<List<Sample>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  @Override
  public void write(BinaryOutput out) {
    out.putInt(state.isPresent() ? 1 : 0);
    state.ifPresent(now -> now.write(out));
  }

  @Override
  public void read(BinaryInput in, int done) throws FormatException {
    state =
        in.getInt("search") == 0
            ? Optional.empty()
            : Optional.of(SearchState.read(in, shop.spec()));
  }

  @Override
  public List<Trajectory> lastTrajectories() {
    return state.map(SearchState::newestTrajectories).orElse(List.of());
  }

  @Override
  public byte[] policyBytes(Policy policy) {
    try {
      return PolicyFile.bytes((MlpPolicy) policy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Policy policy(byte[] bytes) {
    try {
      return PolicyFile.parse(Path.of("policy"), bytes);
    } catch (PolicyFileException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
