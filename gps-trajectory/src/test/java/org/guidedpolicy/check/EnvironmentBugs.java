package org.guidedpolicy.check;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.guidedpolicy.check.Finding.Kind;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/** Mistakes that environments make, one in each {@link Masses}. */
final class EnvironmentBugs {
  private EnvironmentBugs() {}

  /**
   * A mistake and what the checks say of it.
   *
   * @param words that the first finding has
   */
  record Bug(String name, Kind kind, String words, Supplier<Environment> factory) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** All of them. */
  static List<Bug> all() {
    List<Bug> bugs = new ArrayList<>(failures());
    bugs.addAll(stateBugs());
    bugs.addAll(reportBugs());
    return bugs;
  }

  private static List<Bug> failures() {
    return List.of(
        new Bug(
            "too long a state",
            Kind.EPISODE_FAILS,
            "state has 5 entries, expected 4",
            () -> reporting(0, new double[5])),
        new Bug(
            "too short a state late in the episode",
            Kind.EPISODE_FAILS,
            "state has 3 entries, expected 4",
            () -> reporting(25, new double[3])),
        new Bug(
            "NaN",
            Kind.EPISODE_FAILS,
            "state is NaN at entry 2",
            () -> reporting(7, new double[] {0, 0, Double.NaN, 0})),
        new Bug(
            "infinity",
            Kind.EPISODE_FAILS,
            "state is Infinity at entry 0",
            () -> reporting(29, new double[] {1 / 0.0, 0, 0, 0})),
        new Bug(
            "wrong observation",
            Kind.EPISODE_FAILS,
            "observation has 2 entries, expected 4",
            () ->
                new Masses() {
                  @Override
                  TimeStep report() {
                    return new TimeStep(x.clone(), new double[2]);
                  }
                }),
        new Bug(
            "null",
            Kind.EPISODE_FAILS,
            "Environment.step returned null",
            () ->
                new Masses() {
                  @Override
                  public TimeStep step(double[] action) {
                    return nothing();
                  }
                }),
        new Bug(
            "ends early",
            Kind.EPISODE_FAILS,
            "episode is over",
            () ->
                new Masses() {
                  @Override
                  public TimeStep step(double[] action) {
                    if (t == 20) {
                      throw new IllegalStateException("episode is over");
                    }
                    return super.step(action);
                  }
                }),
        new Bug(
            "constructor fails",
            Kind.EPISODE_FAILS,
            "the environment could not be made: java.lang.IllegalStateException: no model file",
            () -> {
              throw new IllegalStateException("no model file");
            }),
        new Bug(
            "null spec",
            Kind.EPISODE_FAILS,
            "Environment.spec() returned null",
            () ->
                new Masses() {
                  @Override
                  public EnvironmentSpec spec() {
                    return nothing();
                  }
                }),
        new Bug(
            "spec changes while running",
            Kind.SPEC_CHANGES,
            "after an episode",
            () ->
                new Masses() {
                  @Override
                  public EnvironmentSpec spec() {
                    return t == 0 ? SPEC : EnvironmentSpec.builder(4, 2).horizon(30 + t).build();
                  }
                }),
        new Bug(
            "specs of instances differ",
            Kind.SPEC_CHANGES,
            "in a second instance",
            new Supplier<>() {
              private int made;

              @Override
              public Environment get() {
                double timeStep = 0.05 + 1e-9 * made++;
                EnvironmentSpec spec = EnvironmentSpec.builder(4, 2).timeStep(timeStep).build();
                return new Masses() {
                  @Override
                  public EnvironmentSpec spec() {
                    return spec;
                  }
                };
              }
            }));
  }

  private static List<Bug> stateBugs() {
    return List.of(
        new Bug(
            "own randomness at the start",
            Kind.NOT_DETERMINISTIC,
            "before action 0",
            new Supplier<>() {
              private final RandomGenerator own = new SplittableRandom(5);

              @Override
              public Environment get() {
                return new Masses() {
                  @Override
                  public TimeStep reset(RandomGenerator random) {
                    return super.reset(own);
                  }
                };
              }
            }),
        new Bug(
            "own randomness in a step",
            Kind.NOT_DETERMINISTIC,
            "before action 1",
            new Supplier<>() {
              private final RandomGenerator own = new SplittableRandom(5);

              @Override
              public Environment get() {
                return new Masses() {
                  @Override
                  double force(int i, double[] action) {
                    return action[i] + own.nextGaussian();
                  }
                };
              }
            }),
        new Bug(
            "reset forgets the velocities",
            Kind.LEFT_OVER_STATE,
            "reset must set every variable anew",
            () ->
                new Masses() {
                  @Override
                  public TimeStep reset(RandomGenerator random) {
                    x[0] = random.nextDouble();
                    x[1] = random.nextDouble();
                    return report();
                  }
                }),
        new Bug(
            "reset forgets a counter",
            Kind.LEFT_OVER_STATE,
            "first in state entry 0",
            () ->
                new Masses() {
                  private int steps;

                  @Override
                  double force(int i, double[] action) {
                    return action[i] * (++steps > 75 ? 0.9 : 1);
                  }
                }),
        new Bug(
            "a generator of its own in every instance",
            Kind.LEFT_OVER_STATE,
            "before action 0",
            () -> {
              RandomGenerator own = new SplittableRandom(3);
              return new Masses() {
                @Override
                public TimeStep reset(RandomGenerator random) {
                  return super.reset(own);
                }
              };
            }),
        new Bug(
            "instances share their state",
            Kind.SHARED_STATE,
            "first in state entry",
            new Supplier<>() {
              private final double[] shared = new double[4];

              @Override
              public Environment get() {
                return new Masses() {
                  @Override
                  public TimeStep reset(RandomGenerator random) {
                    super.reset(random);
                    System.arraycopy(x, 0, shared, 0, 4);
                    return report();
                  }

                  @Override
                  public TimeStep step(double[] action) {
                    System.arraycopy(shared, 0, x, 0, 4);
                    super.step(action);
                    System.arraycopy(x, 0, shared, 0, 4);
                    return report();
                  }
                };
              }
            }),
        new Bug(
            "the factory returns one instance",
            Kind.SHARED_STATE,
            "the same instance twice",
            new Supplier<>() {
              private final Environment only = new Masses();

              @Override
              public Environment get() {
                return only;
              }
            }),
        new Bug(
            "an action without effect",
            Kind.ACTION_WITHOUT_EFFECT,
            "action entry 1",
            () ->
                new Masses() {
                  @Override
                  double force(int i, double[] action) {
                    return action[0] * (i + 1);
                  }
                }),
        new Bug(
            "step changes the action",
            Kind.ALIASED_ACTION,
            "step changes the array of the action",
            () ->
                new Masses() {
                  @Override
                  double force(int i, double[] action) {
                    action[i] = Math.max(-1, Math.min(1, action[i]));
                    return action[i];
                  }
                }),
        new Bug(
            "step keeps the action",
            Kind.ALIASED_ACTION,
            "step keeps the array of the action",
            () ->
                new Masses() {
                  private double[] last = new double[2];

                  @Override
                  public TimeStep reset(RandomGenerator random) {
                    last = new double[2];
                    return super.reset(random);
                  }

                  @Override
                  public TimeStep step(double[] action) {
                    TimeStep now = super.step(new double[] {last[0], last[1]});
                    last = action;
                    return now;
                  }
                }),
        new Bug(
            "every episode starts alike",
            Kind.SAME_START,
            "start at the same state",
            () ->
                new Masses() {
                  @Override
                  public TimeStep reset(RandomGenerator random) {
                    return super.reset(new SplittableRandom(42));
                  }
                }));
  }

  private static List<Bug> reportBugs() {
    return List.of(
        new Bug(
            "reports its own state",
            Kind.ALIASED_REPORT,
            "are the environment's own state",
            () ->
                new Masses() {
                  @Override
                  TimeStep report() {
                    return TimeStep.fullyObserved(x);
                  }
                }),
        new Bug(
            "reports in one array",
            Kind.ALIASED_REPORT,
            "are overwritten by the next step",
            () ->
                new Masses() {
                  private final double[] out = new double[4];

                  @Override
                  TimeStep report() {
                    System.arraycopy(x, 0, out, 0, 4);
                    return TimeStep.fullyObserved(out);
                  }
                }),
        new Bug(
            "a constant entry",
            Kind.CONSTANT_ENTRY,
            "observation entry 1 is always 3.5",
            () -> observing(x -> new double[] {x[0], 3.5, x[2], x[3]})),
        new Bug(
            "an observation that shows nothing",
            Kind.CONSTANT_ENTRY,
            "observation entry 0 is always 0.0",
            () -> observing(x -> new double[4])),
        new Bug(
            "an entry twice",
            Kind.DUPLICATE_ENTRY,
            "observation entry 2 always equals observation entry 0",
            () -> observing(x -> new double[] {x[0], x[1], x[0], x[3]})),
        new Bug(
            "an entry in picometres",
            Kind.BADLY_SCALED_ENTRY,
            "observation entry 0 has a standard deviation of",
            () -> observing(x -> new double[] {1e12 * x[0], x[1], x[2], x[3]})),
        new Bug(
            "an entry in gigametres",
            Kind.BADLY_SCALED_ENTRY,
            "observation entry 3 has a standard deviation of",
            () -> observing(x -> new double[] {x[0], x[1], x[2], 1e-9 * x[3]})),
        new Bug(
            "state and observation in each other's place",
            Kind.EPISODE_FAILS,
            "as if they were in each other's place; it is new TimeStep(state, observation)",
            () ->
                new Masses() {
                  @Override
                  public EnvironmentSpec spec() {
                    return EnvironmentSpec.builder(4, 2).horizon(30).observation(2).build();
                  }

                  @Override
                  TimeStep report() {
                    return new TimeStep(new double[] {x[0], x[1]}, x.clone());
                  }
                }),
        new Bug(
            "forces that depend on the time of day",
            Kind.NOT_DETERMINISTIC,
            "take all randomness from the generator",
            () ->
                new Masses() {
                  @Override
                  double force(int i, double[] action) {
                    return action[i] + 1e-9 * (System.nanoTime() % 1_000_003);
                  }
                }),
        new Bug(
            "observed a step late",
            Kind.LATE_OBSERVATION,
            "observation entry 0 is the state of the step before",
            () ->
                new Masses() {
                  private double before;

                  @Override
                  TimeStep report() {
                    double[] o = {before, x[1], x[2], x[3]};
                    before = x[0];
                    return new TimeStep(x.clone(), t == 0 ? x.clone() : o);
                  }
                }),
        new Bug(
            "velocities in degrees",
            Kind.VELOCITY_MISMATCH,
            "state entry 1 (right) does not move as state entry 3 (right speed)",
            () -> stating(x -> new double[] {x[0], x[1], x[2], Math.toDegrees(x[3])})),
        new Bug(
            "velocities swapped",
            Kind.VELOCITY_MISMATCH,
            "state entry 0 (left) does not move as state entry 2 (left speed)",
            () -> stating(x -> new double[] {x[0], x[1], x[3], x[2]})),
        new Bug(
            "a declared angle that no action moves wraps around",
            Kind.ANGLE_JUMPS,
            "state entry 1 jumps by 6.",
            () ->
                new Masses() {
                  @Override
                  public EnvironmentSpec spec() {
                    return EnvironmentSpec.builder(4, 2).horizon(30).angles(1).build();
                  }

                  @Override
                  TimeStep report() {
                    double wrapped = Math.IEEEremainder(x[1] + Math.PI, 2 * Math.PI);
                    return TimeStep.fullyObserved(new double[] {x[0], wrapped, x[2], x[3]});
                  }
                }),
        new Bug(
            "angles wrap around",
            Kind.ANGLE_JUMPS,
            "state entry 0 (left) jumps by 6.",
            () ->
                stating(
                    x -> {
                      double wrapped = Math.IEEEremainder(x[0] + Math.PI, 2 * Math.PI);
                      return new double[] {wrapped, x[1], x[2], x[3]};
                    })));
  }

  private interface View {
    double[] of(double[] x);
  }

  private static Environment observing(View view) {
    return new Masses() {
      @Override
      TimeStep report() {
        return new TimeStep(x.clone(), view.of(x));
      }
    };
  }

  private static Environment stating(View view) {
    return new Masses() {
      @Override
      TimeStep report() {
        return TimeStep.fullyObserved(view.of(x));
      }
    };
  }

  private static Environment reporting(int step, double[] state) {
    return new Masses() {
      @Override
      TimeStep report() {
        return t == step ? TimeStep.fullyObserved(state) : super.report();
      }
    };
  }

  /** What a careless environment returns. */
  private static <V> V nothing() {
    return new ArrayList<V>(java.util.Collections.singletonList(null)).get(0);
  }
}
