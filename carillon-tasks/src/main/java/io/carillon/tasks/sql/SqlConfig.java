package io.carillon.tasks.sql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settings of {@link SqlTask}. Exactly one of {@code query}, {@code update} and {@code script}.
 *
 * @param url a JDBC URL; its driver has to be on the worker's class path
 * @param query a statement with a result, committed at its end
 * @param update a statement that changes rows, on its own and without a transaction around it
 * @param script statements separated by semicolons, all in one transaction
 * @param params values for {@code :name} (a map) or {@code ?} (a list; not for a script)
 * @param fetch how many rows of a query become outputs: 1000; with csv 0
 * @param csv where the whole result of a query goes; what is relative, into the attempt's directory
 * @param timeout how long the database may take for all of it; unlimited
 */
public record SqlConfig(
    String url,
    @Nullable String user,
    @Nullable String password,
    @Nullable String query,
    @Nullable String update,
    @Nullable String script,
    @Nullable Object params,
    @Nullable Integer fetch,
    @Nullable String csv,
    @Nullable Duration timeout) {

  private static final int DEFAULT_FETCH = 1000;
  private static final int MAX_FETCH = 100_000;

  public SqlConfig {
    if (url == null || !url.startsWith("jdbc:")) {
      throw new IllegalArgumentException(
          "Expected url to start with jdbc:, but it is %s"
              .formatted(url == null ? "missing" : "another URL"));
    }
    List<String> texts = Stream.of(query, update, script).filter(Objects::nonNull).toList();
    if (texts.size() != 1 || texts.get(0).isBlank()) {
      throw new IllegalArgumentException(
          "Expected exactly one of query, update and script, but found "
              + (texts.size() == 1 ? "an empty one" : texts.size()));
    }
    params = checkParams(params, script != null);
    if (fetch != null && (fetch < 0 || fetch > MAX_FETCH)) {
      throw new IllegalArgumentException(
          "Expected fetch to be from 0 to %d, but it is %d".formatted(MAX_FETCH, fetch));
    }
    if (query == null && (fetch != null || csv != null)) {
      throw new IllegalArgumentException(
          "Expected fetch and csv with a query only, but found them without one");
    }
    if (csv != null && csv.isBlank()) {
      throw new IllegalArgumentException("Expected csv to be a path, but it is empty");
    }
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw new IllegalArgumentException(
          "Expected timeout to be longer than 0, but it is " + timeout);
    }
  }

  int fetchOrDefault() {
    return fetch != null ? fetch : csv == null ? DEFAULT_FETCH : 0;
  }

  /** The one text there is. */
  String sql() {
    return Objects.requireNonNull(query != null ? query : update != null ? update : script);
  }

  private static @Nullable Object checkParams(@Nullable Object params, boolean isScript) {
    if (params instanceof Map<?, ?> map) {
      return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
    if (params instanceof List<?> list && !isScript) {
      return Collections.unmodifiableList(new ArrayList<>(list));
    }
    if (params != null) {
      throw new IllegalArgumentException(
          "Expected params to be a map of names%s, but found %s"
              .formatted(
                  isScript ? " for a script" : " or a list",
                  params instanceof List ? "a list" : "another value"));
    }
    return null;
  }

  @Override
  public String toString() {
    return "SqlConfig[url=%s, user=%s]".formatted(Secrets.withoutSecrets(url), user);
  }
}
