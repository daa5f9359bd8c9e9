package io.carillon.store;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB 10.11 or newer, and MySQL 8.4 or newer through the same driver.
 *
 * <p>It has no partial indexes and no indexes on expressions: computed columns take their place
 * (see the first migration), and a statement that names the expression or the condition of such an
 * index is put in words of its column.
 */
final class Mariadb implements Dialect {

  private static final int OLDEST_MARIADB = 1011;
  private static final int OLDEST_MYSQL = 804;

  /** Bytes of the largest packet that the server must take: a row with all its texts fits. */
  private static final long SMALLEST_PACKET = 16 * 1024 * 1024;

  private static final int DUPLICATE_KEY = 1062;

  /*
   * Strict, whatever the server's default is: a text that is too long is an error, not cut, and a
   * key that is set to NULL is one (see CONFLICT). As on PostgreSQL, the joins that need a scan
   * are ruled out. A comment that starts with M! is for MariaDB alone.
   */
  private static final String FIRST_STATEMENT =
      """
      SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',
        innodb_lock_wait_timeout = 5
        /*M! , join_cache_level = 0, max_statement_time = 8, idle_transaction_timeout = 8 */
      """;

  /*
   * MariaDB takes the row of any unique key for that of the conflict. When it is not the one of the
   * key that is named here, this sets a column to NULL that cannot be: the statement fails, as on
   * the other databases.
   */
  private static final Phrase CONFLICT =
      new Phrase(
          "ON CONFLICT \\(([\\w, ]+)\\) DO UPDATE SET",
          found ->
              "ON DUPLICATE KEY UPDATE "
                  + Arrays.stream(found.group(1).split(", "))
                      .map(
                          key ->
                              key + " = IF(" + key + " = VALUES(" + key + "), " + key + ", NULL),")
                      .collect(Collectors.joining(" ")));

  private static final List<Phrase> PHRASES =
      List.of(
          CONFLICT,
          new Phrase("excluded\\.(\\w+)", found -> "VALUES(" + found.group(1) + ")"),
          // What is not there yet is added, else the key is found twice: see taken().
          new Phrase("ON CONFLICT DO NOTHING", found -> ""),
          new Phrase(
              "\\b(FROM|INTO|UPDATE) partition\\b", found -> found.group(1) + " `partition`"),
          new Phrase("\\(((?:r\\.)?)id & 1023\\)", found -> found.group(1) + "active"),
          new Phrase("\\(((?:r\\.)?)workflow_id & 1023\\)", found -> found.group(1) + "waiting"),
          new Phrase(
              "(?<![\\w.])((?:r\\.)?)state IN \\(1, 2\\)",
              found -> found.group(1) + "active IS NOT NULL"),
          new Phrase(
              "(?<![\\w.])((?:r\\.)?)state = 0\\b",
              found -> found.group(1) + "waiting IS NOT NULL"),
          new Phrase(
              "state IN \\(11, 12\\) AND state = (\\d+)", found -> "failed = " + found.group(1)),
          // Where the runs are sorted, they are those of few workflows: see RunSearch.By.
          new Phrase(
              "FROM run (?=WHERE [^()]*\\+id < \\? AND workflow_id IN)",
              found -> "FROM run FORCE INDEX (run_of_workflow) "),
          // A sign alone does not keep the optimizer from an index.
          new Phrase("(?<=[ (])\\+(\\w+)", found -> "(0 + " + found.group(1) + ")"));

  private final DatabaseConfig config;
  private final Map<String, String> statements = new ConcurrentHashMap<>();

  Mariadb(DatabaseConfig config) {
    this.config = config;
  }

  @Override
  public String url() {
    return config.url().replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "connectTimeout", "5000",
        "tcpKeepAlive", "true",
        "connectionAttributes", "program_name:carillon",
        // As PostgreSQL's driver does: with TLS if the server has it.
        "sslMode", "allow",
        "useServerPrepStmts", "true",
        // A batch of one-row inserts becomes one packet. Updates are counted one by one: the fence
        // must know of each whether it changed a row.
        "useBulkStmts", "false",
        "useBulkStmtsForInserts", "true");
  }

  @Override
  public Map<String, String> timeLimits() {
    return Map.of("socketTimeout", "10000");
  }

  @Override
  public int readers() {
    return 8;
  }

  @Override
  public String firstStatement() {
    return FIRST_STATEMENT;
  }

  @Override
  public Map<String, String> words(DatabaseMetaData server) throws SQLException {
    // Byte by byte, also the spaces at the end; the two name it differently.
    String collation = isMysql(server) ? "utf8mb4_0900_bin" : "utf8mb4_nopad_bin";
    String table =
        "ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARSET = utf8mb4 COLLATE = " + collation;
    return Map.ofEntries(
        Map.entry("partition", "`partition`"),
        Map.entry("id", "BIGINT"),
        Map.entry("numbered", "BIGINT AUTO_INCREMENT PRIMARY KEY"),
        // An index holds 3072 bytes, 4 for a character.
        Map.entry("word", "VARCHAR(255)"),
        Map.entry("text", "LONGTEXT"),
        Map.entry("bytes", "MEDIUMBLOB"),
        Map.entry("table", table),
        Map.entry("by_key", table),
        Map.entry("computed", ""),
        Map.entry("where", "-- WHERE"),
        Map.entry("active", "active"),
        Map.entry("waiting", "waiting"),
        Map.entry("failed", "failed"));
  }

  @Override
  public String statement(String sql) {
    return statements.computeIfAbsent(sql, Mariadb::translated);
  }

  private static String translated(String sql) {
    String text = sql;
    for (Phrase phrase : PHRASES) {
      text = phrase.pattern().matcher(text).replaceAll(phrase.words());
    }
    return text;
  }

  @Override
  public boolean taken(SQLException e) {
    return e.getErrorCode() == DUPLICATE_KEY;
  }

  @Override
  public @Nullable String unfit(Connection connection) throws SQLException {
    DatabaseMetaData server = connection.getMetaData();
    String product = isMysql(server) ? "MySQL" : "MariaDB";
    int oldest = isMysql(server) ? OLDEST_MYSQL : OLDEST_MARIADB;
    int version = server.getDatabaseMajorVersion() * 100 + server.getDatabaseMinorVersion();
    if (version < oldest) {
      return "Expected %s %d.%d or newer at %s, but found %s"
          .formatted(
              product,
              oldest / 100,
              oldest % 100,
              config.safeUrl(),
              server.getDatabaseProductVersion());
    }
    if (connection.getCatalog() == null) {
      return "Expected the name of a database after the last / of %s, but found none"
          .formatted(config.safeUrl());
    }
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT @@max_allowed_packet")) {
      long packet = result.next() ? result.getLong(1) : 0;
      return packet >= SMALLEST_PACKET
          ? null
          : "Expected max_allowed_packet of at least %d bytes at %s, but found %d"
              .formatted(SMALLEST_PACKET, config.safeUrl(), packet);
    }
  }

  private static boolean isMysql(DatabaseMetaData server) throws SQLException {
    return !server.getDatabaseProductVersion().toLowerCase(Locale.ROOT).contains("mariadb");
  }

  @Override
  public boolean passing(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    // Connection, rollback by conflict, resources.
    if (state.startsWith("08") || state.startsWith("40") || state.startsWith("53")) {
      return true;
    }
    return switch (e.getErrorCode()) {
      // Read-only: an option, a transaction, a stand-by.
      case 1290, 1792, 1836 -> true;
      // Too many connections, of all, of a user, in an hour.
      case 1040, 1203, 1226 -> true;
      // Shut down; the statement was ended, the connection was, by hand or since it took too long.
      case 1053, 1317, 1927, 1969, 3024, 4031 -> true;
      // A lock was waited for too long, too many of them, deadlock, the row is newer than the read.
      case 1205, 1206, 1213, 1020 -> true;
      // Disk or memory full; the log cannot be written.
      case 3, 1021, 1026, 1037, 1038, 1041, 1114, 1180, 1637 -> true;
      // Tables are being changed: prepare again.
      case 1412, 1615 -> true;
      default -> false;
    };
  }

  @Override
  public @Nullable String misconfigured(SQLException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.getErrorCode()) {
      case 1045, 1698, 1862 ->
          "Expected user and password to be right for " + config.safeUrl() + ", but: " + message;
      case 1044 ->
          "Expected the user to have the rights on the database at "
              + config.safeUrl()
              + ", but: "
              + message;
      case 1049 -> "Expected a database at " + config.safeUrl() + ", but: " + message;
      default -> null;
    };
  }

  /** What MariaDB says differently. */
  private record Phrase(Pattern pattern, Function<MatchResult, String> words) {
    Phrase(String pattern, Function<MatchResult, String> words) {
      this(Pattern.compile(pattern), words);
    }
  }
}
