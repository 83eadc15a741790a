package org.guidedpolicy.examples.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.safety.GuardedPolicy;

/** A saved policy in a control loop of 50 Hz, guarded. The loop needs gps-runtime alone. */
public final class ControlLoop {
  private static final long PERIOD = 20_000_000; // ns

  private ControlLoop() {}

  /**
   * @param arguments the folder of the policy; policy unless given
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "policy");
    Files.createDirectories(folder);
    ResetFreeGPS.Builder training = ResetFreeGPS.builder(Cart::new, Cart.COST).iterations(4);
    training.trajectoriesPerIteration(10).clusters(2);
    training.build().train().policy().save(folder.resolve("cart.gps"));

    GuardedPolicy policy = GuardedPolicy.of(Policy.load(folder.resolve("cart.gps")), Cart.SPEC);
    double[] action = new double[Cart.SPEC.actionDimension()];
    for (int i = 0; i < 10_000; i++) {
      policy.action(new double[2], action); // a JVM that is warm acts in a microsecond
    }
    policy.restart();
    Cart cart = new Cart(); // your motors and sensors
    double[] observation = cart.reset(new SplittableRandom(1)).observation();
    long next = System.nanoTime();
    for (int t = 0; t < Cart.SPEC.horizon(); t++) {
      if (!policy.action(observation, action)) { // every action is finite and within the limits
        System.out.println("safe action sent: " + policy.problem().orElseThrow());
      }
      observation = cart.step(action).observation();
      next += PERIOD;
      LockSupport.parkNanos(next - System.nanoTime());
    }
    System.out.printf("ends at %.3f m with %.3f m/s%n", observation[0], observation[1]);
  }
}
