package io.carillon.store;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SQLite in a file. Write-ahead log, so that readers and the one writer do not wait for each other;
 * each commit is synced to the disk before it is answered.
 */
record Sqlite(String url) implements Dialect {

  // Result codes of SQLite's C interface; extended codes carry them in the low byte.
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int NO_MEMORY = 7;
  private static final int INTERRUPTED = 9;
  private static final int IO_ERROR = 10;
  private static final int FULL = 13;
  private static final int CANNOT_OPEN = 14;
  private static final int PROTOCOL = 15;
  private static final int NOT_A_DATABASE = 26;

  static Sqlite of(DatabaseConfig config) {
    String name = config.safeUrl().substring("jdbc:sqlite:".length());
    if (name.isBlank() || name.startsWith(":") || name.startsWith("file:")) {
      throw new UnusableDatabaseException(
          "Expected the path of a file in jdbc:sqlite:PATH, but found " + config.safeUrl(), null);
    }
    Path file;
    try {
      file = Path.of(name).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new UnusableDatabaseException(
          "Expected the path of a file in jdbc:sqlite:PATH, but found " + config.safeUrl(), e);
    }
    Path directory = file.getParent();
    if (directory == null || !Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw new UnusableDatabaseException(
          "Expected a directory that can be written for the database "
              + file
              + ", but "
              + directory
              + (Files.exists(file.getParent()) ? " is not one" : " does not exist"),
          null);
    }
    if (Files.exists(file) && (!Files.isRegularFile(file) || !Files.isWritable(file))) {
      throw new UnusableDatabaseException(
          "Expected a file that can be written for the database, but found " + file, null);
    }
    return new Sqlite(config.url());
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "journal_mode", "WAL",
        "synchronous", "FULL",
        "busy_timeout", "5000",
        // KiB
        "cache_size", "-16384",
        // A transaction that writes says so at once, rather than fail when it turns from reading.
        "transaction_mode", "IMMEDIATE");
  }

  @Override
  public Map<String, String> timeLimits() {
    return Map.of();
  }

  @Override
  public int readers() {
    return 4;
  }

  @Override
  public @Nullable String firstStatement() {
    return null;
  }

  @Override
  public Map<String, String> words(DatabaseMetaData server) {
    return Map.ofEntries(
        Map.entry("partition", "partition"),
        Map.entry("id", "INTEGER"),
        Map.entry("numbered", "INTEGER PRIMARY KEY AUTOINCREMENT"),
        Map.entry("word", "TEXT"),
        Map.entry("text", "TEXT"),
        Map.entry("bytes", "BLOB"),
        Map.entry("table", ""),
        Map.entry("by_key", "WITHOUT ROWID"),
        Map.entry("computed", "--"),
        Map.entry("where", "WHERE"),
        Map.entry("active", "(id & 1023)"),
        Map.entry("waiting", "(workflow_id & 1023)"),
        Map.entry("failed", "state"));
  }

  @Override
  public boolean passing(SQLException e) {
    return switch (e.getErrorCode() & 0xff) {
      case BUSY, LOCKED, NO_MEMORY, INTERRUPTED, IO_ERROR, FULL, CANNOT_OPEN, PROTOCOL -> true;
      default -> false;
    };
  }

  @Override
  public @Nullable String misconfigured(SQLException e) {
    return (e.getErrorCode() & 0xff) == NOT_A_DATABASE
        ? "Expected an SQLite database, but the file of " + url + " is something else"
        : null;
  }
}
