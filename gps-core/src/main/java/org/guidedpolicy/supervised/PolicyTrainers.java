package org.guidedpolicy.supervised;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds the policy trainer that the application brings on its class path. */
public final class PolicyTrainers {
  private PolicyTrainers() {}

  /**
   * The one provider of {@link PolicyTrainerFactory} on the class path, looked up with the thread's
   * context class loader and then with this library's.
   *
   * @throws IllegalStateException if there is none, or more than one to choose from
   */
  public static PolicyTrainerFactory find() {
    ClassLoader own = PolicyTrainers.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    List<ServiceLoader.Provider<PolicyTrainerFactory>> found =
        providers(context == null ? own : context);
    if (found.isEmpty()) {
      found = providers(own);
    }
    if (found.isEmpty()) {
      throw new IllegalStateException(
          "no policy trainer on the class path: add the dependency org.guidedpolicy:gps-nn (and a"
              + " native backend for it, org.nd4j:nd4j-native), or pass a PolicyTrainerFactory of"
              + " your own");
    }
    if (found.size() > 1) {
      throw new IllegalStateException(
          "several policy trainers on the class path: "
              + found.stream().map(p -> p.type().getName()).toList()
              + "; pass the PolicyTrainerFactory to use");
    }
    try {
      return found.get(0).get();
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException(
          "the policy trainer " + found.get(0).type().getName() + " cannot be made", e);
    }
  }

  private static List<ServiceLoader.Provider<PolicyTrainerFactory>> providers(ClassLoader loader) {
    try {
      return ServiceLoader.load(PolicyTrainerFactory.class, loader).stream().toList();
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException("a policy trainer's service file is broken", e);
    }
  }
}
