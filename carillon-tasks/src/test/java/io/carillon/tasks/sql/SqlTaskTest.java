package io.carillon.tasks.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.sdk.TaskFailure;
import io.carillon.tasks.Attempt;
import io.carillon.tasks.FakeTask;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqlTaskTest {

  private static final String NUMBERS =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT ";

  @TempDir Path dir;

  @Test
  void shouldGiveRowsAsOutputsWhenAQueryRuns() {
    script(
            "CREATE TABLE t (a INT, b TEXT, c REAL, d BLOB); INSERT INTO t VALUES (1, 'x', 0.5,"
                + " x'00ff'), (2, NULL, NULL, NULL)")
        .succeeds();

    FakeTask task = query("SELECT a, b, c, d, a FROM t ORDER BY a", null).succeeds();

    Map<String, @Nullable Object> second = new HashMap<>();
    second.put("a", 2L);
    Stream.of("b", "c", "d").forEach(name -> second.put(name, null));
    second.put("a_2", 2L);
    Map<String, Object> first = Map.of("a", 1L, "b", "x", "c", 0.5, "d", "AP8=", "a_2", 1L);
    assertThat(task.outputs())
        .containsEntry("rows", List.of(first, second))
        .containsEntry("first_row", first)
        .containsEntry("row_count", 2L)
        .containsEntry("truncated", false);
  }

  @Test
  void shouldBindAndNeverConcatenateWhenParametersAreHostile() {
    script("CREATE TABLE users (name TEXT); INSERT INTO users VALUES ('admin')").succeeds();
    String hostile = "' OR '1'='1'; DROP TABLE users; --";

    FakeTask named =
        query("SELECT * FROM users WHERE name = :name", Map.of("name", hostile)).succeeds();
    FakeTask listed = query("SELECT ? AS back, ? AS none", Arrays.asList(hostile, null)).succeeds();

    assertThat(named.outputs()).containsEntry("row_count", 0L).containsEntry("first_row", null);
    assertThat(row(listed)).containsEntry("back", hostile).containsEntry("none", null);
    assertThat(query("SELECT count(*) AS n FROM users", null).succeeds().outputs())
        .containsEntry("first_row", Map.of("n", 1L));
  }

  @Test
  void shouldBindEveryKindOfJsonValueWhenGiven() {
    FakeTask task =
        query(
                "SELECT :s AS s, :l + 0 AS l, :d AS d, :list AS list, typeof(:b) AS b",
                Map.of("s", "1", "l", 2L, "d", 2.5, "list", List.of(1L, "x"), "b", true))
            .succeeds();

    assertThat(row(task))
        .isEqualTo(Map.of("s", "1", "l", 2L, "d", 2.5, "list", "[1,\"x\"]", "b", "integer"));
  }

  @Test
  void shouldNameTheParameterWhenItIsMissing() {
    TaskFailure failure = query("SELECT :day", Map.of("dya", "x")).fails("params_invalid");

    assertThat(failure).hasMessageContaining(":day").hasMessageContaining("[dya]");
    assertThat(failure.retryable()).isFalse();
  }

  @Test
  void shouldStopAtTheLimitWhenThereAreMoreRows() {
    FakeTask task = sql(config().query(NUMBERS.formatted(5000) + "i FROM n").fetch(10)).succeeds();

    assertThat((List<?>) task.outputs().get("rows")).hasSize(10);
    assertThat(task.outputs()).containsEntry("row_count", 10L).containsEntry("truncated", true);
  }

  @Test
  void shouldFailForGoodWhenRowsAreTooLargeForOutputs() {
    TaskFailure failure =
        query(NUMBERS.formatted(20) + "hex(zeroblob(50000)) FROM n", null)
            .fails("result_too_large");

    assertThat(failure).hasMessageContaining("use csv");
    assertThat(failure.retryable()).isFalse();
  }

  @Test
  void shouldStreamTheWholeResultWhenCsvIsWanted() throws Exception {
    FakeTask task =
        sql(config()
                .query(NUMBERS.formatted(100_000) + "i, i || '' AS text FROM n")
                .csv("out/all.csv"))
            .succeeds();

    Path file = dir.resolve("out/all.csv");
    assertThat(task.outputs())
        .containsEntry("row_count", 100_000L)
        .containsEntry("csv", file.toAbsolutePath().toString())
        .doesNotContainKey("rows");
    try (Stream<String> lines = Files.lines(file)) {
      assertThat(lines.toList())
          .hasSize(100_001)
          .startsWith("i,text", "1,1")
          .endsWith("100000,100000");
    }
  }

  @Test
  void shouldQuoteCsvWhenValuesNeedIt() throws Exception {
    String query =
        "SELECT 'a,b' AS \"x,y\", 'q\"q' AS q, '' AS empty, NULL AS none, 'l' || char(10) || 'f' AS"
            + " lf";

    sql(config().query(query).csv("q.csv").fetch(5)).succeeds();

    assertThat(dir.resolve("q.csv"))
        .hasContent("\"x,y\",q,empty,none,lf\n\"a,b\",\"q\"\"q\",\"\",,\"l\nf\"\n");
    assertThat(dir.resolve("q.csv.part")).doesNotExist();
  }

  @Test
  void shouldLeaveNoCsvWhenTheQueryFailsInTheMiddle() {
    String query =
        NUMBERS.formatted(3000)
            + "abs(CASE WHEN i < 2999 THEN i ELSE -9223372036854775807 - 1 END) FROM n";

    sql(config().query(query).csv("q.csv")).fails("sql");

    assertThat(dir.toFile().list()).noneMatch(name -> name.startsWith("q.csv"));
  }

  @Test
  void shouldCountChangedRowsWhenAnUpdateRuns() {
    script("CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2), (3)").succeeds();

    FakeTask task =
        sql(config().update("DELETE FROM t WHERE a > :a").params(Map.of("a", 1L))).succeeds();

    assertThat(task.outputs()).containsEntry("row_count", 2L);
    sql(config().update("VACUUM")).succeeds();
  }

  @Test
  void shouldRollEverythingBackWhenAStatementOfAScriptFails() {
    script("CREATE TABLE t (a INT PRIMARY KEY)").succeeds();

    TaskFailure failure =
        script(
                "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2);\n"
                    + "INSERT INTO t VALUES (1); SELECT 1")
            .fails("sql");

    assertThat(failure)
        .hasMessageContaining("statement 3 of 4 (INSERT INTO t VALUES (1))")
        .hasMessageContaining("SQLState")
        .hasMessageContaining("UNIQUE");
    assertThat(row(query("SELECT count(*) AS n FROM t", null).succeeds())).containsEntry("n", 0L);
  }

  @Test
  void shouldBindInEachStatementWhenAScriptHasParameters() {
    FakeTask task =
        sql(config()
                .script(
                    "CREATE TABLE t (a TEXT); CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM"
                        + " t WHERE a = 'x'; SELECT 1; END;INSERT INTO t VALUES (:a), (:b); INSERT"
                        + " INTO t VALUES (:b)")
                .params(Map.of("a", "x", "b", "y;z")))
            .succeeds();

    assertThat(task.outputs()).containsEntry("statement_count", 4L).containsEntry("row_count", 3L);
    assertThat(query("SELECT a FROM t", null).succeeds().outputs()).containsEntry("row_count", 2L);
  }

  @Test
  void shouldStopTheStatementWhenCancelled() {
    Attempt attempt = query(NUMBERS.formatted(2_000_000_000) + "sum(i) FROM n", null);
    attempt.awaitLog("query:");

    attempt.cancel();

    assertThat(attempt.end()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void shouldStopTheStatementWhenItsTimeIsOver() {
    TaskFailure failure =
        sql(config()
                .script(
                    "CREATE TABLE t (a INT);" + NUMBERS.formatted(2_000_000_000) + "sum(i) FROM n")
                .timeout(Duration.ofMillis(300)))
            .fails("sql_timeout");

    assertThat(failure).hasMessageContaining("PT0.3S");
    query("SELECT * FROM t", null).fails("sql");
  }

  @Test
  void shouldNameTheSchemeWhenThereIsNoDriver() {
    TaskFailure failure =
        Attempt.of(
                new SqlTask(),
                new SqlConfig(
                    "jdbc:nosuch://host/db",
                    null,
                    null,
                    "SELECT 1",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null),
                dir)
            .fails("sql_driver_missing");

    assertThat(failure)
        .hasMessageContaining("jdbc:nosuch:")
        .hasMessageContaining("org.sqlite.JDBC");
    assertThat(failure.retryable()).isFalse();
  }

  @Test
  void shouldTellStateAndMessageButNoPasswordWhenTheDatabaseRefuses() {
    Attempt attempt =
        Attempt.of(
            new SqlTask(),
            new SqlConfig(
                "jdbc:sqlite:" + dir + "/no/where.db?password=hunter2",
                "me",
                "hunter3",
                "SELECT 1 FROM hunter3",
                null,
                null,
                null,
                null,
                null,
                null),
            dir);

    TaskFailure failure = attempt.fails("sql");

    assertThat(failure).hasMessageContaining("SQLState");
    assertThat(failure.getMessage() + attempt.task().logged())
        .doesNotContain("hunter2")
        .doesNotContain("hunter3");
    assertThat(Secrets.withoutSecrets("jdbc:postgresql://u:geheim@h/db?ssl=true&password=x&a=b"))
        .isEqualTo("jdbc:postgresql://u:***@h/db?ssl=true&password=***&a=b");
  }

  @Test
  void shouldMakeSaneJsonWhenDriversGiveJavaValues() throws Exception {
    assertThat(SqlValues.json(new BigDecimal("12.50"))).isEqualTo(12.5);
    assertThat(SqlValues.json(new BigDecimal("42"))).isEqualTo(42L);
    assertThat(SqlValues.json(new BigDecimal("1E+3"))).isEqualTo(1000L);
    assertThat(SqlValues.json(new BigDecimal("0.1234567890123456789")))
        .isEqualTo("0.1234567890123456789");
    assertThat(SqlValues.json(new BigDecimal("12345678901234567890")))
        .isIn("12345678901234567890", 1.2345678901234567E19);
    assertThat(SqlValues.json(BigInteger.TWO.pow(70))).isEqualTo("1180591620717411303424");
    assertThat(SqlValues.json(0.1f)).isEqualTo(0.1);
    assertThat(SqlValues.json(Double.NaN)).isEqualTo("NaN");
    assertThat(SqlValues.json((short) 3)).isEqualTo(3L);
    assertThat(SqlValues.json(Timestamp.valueOf("2026-11-20 10:00:00")))
        .isEqualTo("2026-11-20T10:00:00");
    assertThat(SqlValues.json(Date.valueOf("2026-11-20"))).isEqualTo("2026-11-20");
    assertThat(SqlValues.json(Time.valueOf("10:00:00"))).isEqualTo("10:00:00");
    assertThat(SqlValues.json(OffsetDateTime.parse("2026-11-20T10:00:00+02:00")))
        .isEqualTo("2026-11-20T08:00:00Z");
    assertThat(SqlValues.json(new Integer[] {1, null})).isEqualTo(Arrays.asList(1L, null));
  }

  @Test
  void shouldRefuseConfigsWithAReasonWhenTheyAreWrong() {
    assertRefused("url", config().url("http://x").query("SELECT 1"));
    assertRefused("exactly one of query, update and script", config());
    assertRefused("exactly one of query", config().query("SELECT 1").update("x"));
    assertRefused("params", config().script("x").params(List.of(1)));
    assertRefused("params", config().query("x").params("y"));
    assertRefused("fetch", config().query("x").fetch(-1));
    assertRefused("csv", config().update("x").csv("y"));
    assertRefused("timeout", config().query("x").timeout(Duration.ZERO));
  }

  private static void assertRefused(String field, Settings settings) {
    assertThatThrownBy(settings::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected ")
        .hasMessageContaining(", but ")
        .hasMessageContaining(field);
  }

  private static Map<Object, @Nullable Object> row(FakeTask task) {
    return task.outputs().get("first_row") instanceof Map<?, ?> row ? new HashMap<>(row) : Map.of();
  }

  private Attempt query(String sql, @Nullable Object params) {
    return sql(config().query(sql).params(params));
  }

  private Attempt script(String sql) {
    return sql(config().script(sql));
  }

  private Attempt sql(Settings settings) {
    return Attempt.of(new SqlTask(), settings.build(), dir);
  }

  private Settings config() {
    return new Settings().url("jdbc:sqlite:" + dir.resolve("test.db"));
  }

  /** A config, setting by setting. */
  private static final class Settings {
    private String url = "";
    private @Nullable String query;
    private @Nullable String update;
    private @Nullable String script;
    private @Nullable Object params;
    private @Nullable Integer fetch;
    private @Nullable String csv;
    private @Nullable Duration timeout;

    Settings url(String value) {
      url = value;
      return this;
    }

    Settings query(String value) {
      query = value;
      return this;
    }

    Settings update(String value) {
      update = value;
      return this;
    }

    Settings script(String value) {
      script = value;
      return this;
    }

    Settings params(@Nullable Object value) {
      params = value;
      return this;
    }

    Settings fetch(int value) {
      fetch = value;
      return this;
    }

    Settings csv(String value) {
      csv = value;
      return this;
    }

    Settings timeout(Duration value) {
      timeout = value;
      return this;
    }

    SqlConfig build() {
      return new SqlConfig(url, null, null, query, update, script, params, fetch, csv, timeout);
    }
  }
}
