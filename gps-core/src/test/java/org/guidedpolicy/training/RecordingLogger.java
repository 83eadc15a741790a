package org.guidedpolicy.training;

import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that writes its lines into a list, each after its level. */
final class RecordingLogger {
  private RecordingLogger() {}

  static Logger to(List<String> lines) {
    return (Logger)
        Proxy.newProxyInstance(
            RecordingLogger.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, arguments) -> {
              String form = (String) arguments[0];
              Object[] words = (Object[]) arguments[1];
              lines.add(
                  method.getName() + " " + MessageFormatter.arrayFormat(form, words).getMessage());
              return null;
            });
  }
}
