package io.carillon.worker.execution;

import com.google.protobuf.ByteString;
import io.carillon.sdk.TaskFailure;
import io.carillon.worker.config.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of one attempt, each kept as the JSON that it was when it was set, so that a task may
 * go on changing its objects. Safe for use by several threads.
 */
final class Outputs {

  static final int LIMIT = 256 * 1024;
  private static final int DEPTH = 100;

  private final Map<String, String> members = new LinkedHashMap<>();
  private long bytes = 2;
  private long tooLarge;

  /**
   * @throws IllegalArgumentException if the value is not JSON
   */
  synchronized void set(String name, @Nullable Object value) {
    check(name, value, DEPTH);
    String member = JsonText.write(name) + ":" + JsonText.write(value);
    bytes += size(member) - size(members.remove(name));
    if (bytes <= LIMIT) {
      members.put(name, member);
    } else {
      // It fails the attempt, but takes no memory until then.
      tooLarge = Math.max(tooLarge, bytes);
      bytes -= size(member);
    }
  }

  /**
   * All as one JSON object; empty if there are none.
   *
   * @throws TaskFailure {@code outputs_too_large}
   */
  synchronized ByteString json() throws TaskFailure {
    if (tooLarge > 0) {
      throw new TaskFailure(
          "outputs_too_large",
          "Expected outputs of at most %d bytes of JSON, but they have %d"
              .formatted(LIMIT, tooLarge),
          false);
    }
    if (members.isEmpty()) {
      return ByteString.EMPTY;
    }
    return ByteString.copyFromUtf8("{" + String.join(",", members.values()) + "}");
  }

  private static long size(@Nullable String member) {
    return member == null ? 0 : member.getBytes(StandardCharsets.UTF_8).length + 1;
  }

  private static void check(String name, @Nullable Object value, int depth) {
    if (depth == 0) {
      throw new IllegalArgumentException(
          "Expected output %s to nest at most %d deep, but it nests deeper".formatted(name, DEPTH));
    }
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, item) -> {
            if (!(key instanceof String)) {
              throw unsupported(name, key);
            }
            check(name, item, depth - 1);
          });
    } else if (value instanceof List<?> list) {
      list.forEach(item -> check(name, item, depth - 1));
    } else if (!isScalar(value)) {
      throw unsupported(name, value);
    }
  }

  private static boolean isScalar(@Nullable Object value) {
    if (value instanceof Double number) {
      return Double.isFinite(number);
    }
    return value == null
        || value instanceof String
        || value instanceof Long
        || value instanceof Integer
        || value instanceof Boolean;
  }

  private static IllegalArgumentException unsupported(String name, @Nullable Object value) {
    return new IllegalArgumentException(
        ("Expected output %s to be made of String, Long, Integer, finite Double, Boolean, List,"
                + " Map with String keys, or null, but it has %s")
            .formatted(name, value == null ? "null" : value.getClass().getName() + " " + value));
  }
}
