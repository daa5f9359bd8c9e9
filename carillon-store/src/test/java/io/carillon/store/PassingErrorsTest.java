package io.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a database server cannot do now, but may later, is told from what it never can. */
@ParameterizedClass
@EnumSource(
    value = DatabaseKind.class,
    names = {"POSTGRESQL", "MARIADB"})
final class PassingErrorsTest {

  private static final String LOCK = "UPDATE partition SET commits = commits WHERE id = ?";

  private final DatabaseKind kind;
  private Connections connections;
  private Connections others;

  PassingErrorsTest(DatabaseKind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open() {
    DatabaseConfig config = kind.fresh(Path.of(""));
    Database.open(config).close();
    connections = connect(config);
    others = connect(config);
  }

  private static Connections connect(DatabaseConfig config) {
    Dialect dialect = Dialect.of(config);
    var source = Connections.source(config, dialect);
    return new Connections(dialect, source, source);
  }

  @AfterEach
  void close() {
    connections.close();
    others.close();
  }

  @Test
  void shouldCallADeadlockPassing() throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
      var both = new CountDownLatch(2);
      Future<Integer> one = executor.submit(() -> lock(connections, both, 0, 1));
      Future<Integer> two = executor.submit(() -> lock(others, both, 1, 0));

      int ended = 0;
      for (Future<Integer> future : List.of(one, two)) {
        try {
          ended += future.get();
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(StoreException.class);
        }
      }

      assertThat(ended).isEqualTo(1);
    }
  }

  private static int lock(Connections connections, CountDownLatch both, int first, int second) {
    return connections.write(
        session -> {
          session.update(LOCK, p -> p.add(first));
          both.countDown();
          await(both);
          return session.update(LOCK, p -> p.add(second));
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldCallALockThatIsNotGivenPassing() {
    String impatient =
        switch (kind) {
          case POSTGRESQL -> "SET lock_timeout = '10ms'";
          case MARIADB -> "SET SESSION innodb_lock_wait_timeout = 0";
          case SQLITE -> throw new AssertionError();
        };

    connections.write(
        session -> {
          session.update(LOCK, p -> p.add(3));
          assertThatThrownBy(
                  () ->
                      others.write(
                          other -> {
                            execute(other, impatient);
                            return other.update(LOCK, p -> p.add(3));
                          }))
              .isInstanceOf(StoreException.class);
          return 0;
        });
  }

  @Test
  void shouldCallAConnectionThatWasEndedByHandPassing() {
    String id =
        switch (kind) {
          case POSTGRESQL -> "SELECT pg_backend_pid()";
          case MARIADB -> "SELECT connection_id()";
          case SQLITE -> throw new AssertionError();
        };
    String end = kind == DatabaseKind.MARIADB ? "KILL %d" : "SELECT pg_terminate_backend(%d)";

    assertThatThrownBy(
            () ->
                connections.write(
                    session -> {
                      long pid = session.query(id, Session.Setting.NONE, Row::number).getFirst();
                      others.write(other -> execute(other, end.formatted(pid)));
                      return session.update(LOCK, p -> p.add(3));
                    }))
        .isInstanceOf(StoreException.class);
    assertThat(connections.<Integer>write(session -> session.update(LOCK, p -> p.add(3))))
        .as("another connection is opened")
        .isEqualTo(1);
  }

  @Test
  void shouldCallADatabaseThatOnlyReadsPassing() {
    assertThatThrownBy(
            () ->
                connections.write(
                    session -> {
                      session.connection().commit();
                      execute(session, readOnly());
                      session.connection().commit();
                      return session.update(LOCK, p -> p.add(3));
                    }))
        .isInstanceOf(StoreException.class);
  }

  private String readOnly() {
    return kind == DatabaseKind.MARIADB
        ? "SET SESSION TRANSACTION READ ONLY"
        : "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY";
  }

  @Test
  void shouldCallAStatementThatIsWrongABug() {
    assertThatThrownBy(
            () ->
                connections.write(
                    session -> session.update("SELECT nonsense FROM partition", p -> {})))
        .isInstanceOf(IllegalStateException.class);
  }

  private static boolean execute(Session session, String sql) throws SQLException {
    try (Statement statement = session.connection().createStatement()) {
      return statement.execute(sql);
    }
  }
}
