package org.guidedpolicy.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C in stages: each press does the next thing of a list, and further ones the last again.
 * Where the virtual machine does not let a program hear signals, Ctrl-C ends the process as ever.
 */
final class Interrupts implements AutoCloseable {
  private final Runnable restore;

  private Interrupts(Runnable restore) {
    this.restore = restore;
  }

  /**
   * Hears Ctrl-C until closed. {@code sun.misc.Signal} is the only way to hear it and to go on, and
   * is called by name, for a virtual machine may lack it.
   */
  static Interrupts heard(List<Runnable> stages) {
    AtomicInteger presses = new AtomicInteger();
    Runnable next = () -> stages.get(Math.min(presses.getAndIncrement(), stages.size() - 1)).run();
    try {
      Class<?> signals = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      Object ctrlC = signals.getConstructor(String.class).newInstance("INT");
      Object mine =
          Proxy.newProxyInstance(
              handlers.getClassLoader(),
              new Class<?>[] {handlers},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  next.run();
                }
                return null;
              });
      var handle = signals.getMethod("handle", signals, handlers);
      Object before = handle.invoke(null, ctrlC, mine);
      return new Interrupts(
          () -> {
            try {
              handle.invoke(null, ctrlC, before);
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException("the handler of Ctrl-C cannot be restored", e);
            }
          });
    } catch (ReflectiveOperationException | RuntimeException e) {
      return new Interrupts(() -> {});
    }
  }

  @Override
  public void close() {
    restore.run();
  }
}
