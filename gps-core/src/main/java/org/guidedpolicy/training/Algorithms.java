package org.guidedpolicy.training;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The algorithms on the class path, found by {@link ServiceLoader}. */
public final class Algorithms {
  private Algorithms() {}

  /** Each with its default options, in the order of the class path and of its files. */
  public static List<Algorithm> all() {
    return ServiceLoader.load(Algorithm.class, Algorithms.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /** The algorithm of that name with its default options. */
  public static Optional<Algorithm> named(String name) {
    return all().stream().filter(algorithm -> algorithm.name().equals(name)).findFirst();
  }

  /** Their names, for messages. */
  public static String names() {
    return all().stream().map(Algorithm::name).collect(Collectors.joining(", "));
  }

  /** An algorithm's name in JSON. */
  static final class Names extends TypeIdResolverBase {
    @Override
    public String idFromValue(Object value) {
      return ((Algorithm) value).name();
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> type) {
      return idFromValue(value);
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String id) throws InvalidTypeIdException {
      Algorithm algorithm =
          named(id)
              .orElseThrow(
                  () ->
                      new InvalidTypeIdException(
                          null,
                          "no algorithm " + id + "; there are: " + names(),
                          context.constructType(Algorithm.class),
                          id));
      return context.constructType(algorithm.getClass());
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
      return JsonTypeInfo.Id.CUSTOM;
    }
  }
}
