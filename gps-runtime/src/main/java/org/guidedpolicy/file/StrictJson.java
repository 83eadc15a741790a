package org.guidedpolicy.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.Optional;

/**
 * JSON headers from and to records. Reading refuses whatever is missing, unknown, null, doubled or
 * of another type: a file read half is no file.
 */
public final class StrictJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private StrictJson() {}

  /** A record as JSON in UTF-8, its components in their order. */
  public static byte[] bytes(Object value) throws IOException {
    return JSON.writeValueAsBytes(value);
  }

  /** The same as a tree. */
  public static JsonNode tree(Object value) {
    return JSON.valueToTree(value);
  }

  /**
   * @throws FormatException if the bytes are not exactly such a record
   */
  public static <T> T parse(byte[] bytes, Class<T> type) throws FormatException {
    try {
      return Optional.ofNullable(JSON.readValue(bytes, type))
          .orElseThrow(() -> new FormatException("its header is wrong: it is null"));
    } catch (FormatException e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw new FormatException("its header is wrong: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new FormatException("its header is wrong: " + e.getMessage(), e);
    }
  }
}
