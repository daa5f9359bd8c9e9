package io.carillon.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.log.LogStore.Position;
import io.carillon.engine.log.LogStore.Subscription;
import io.carillon.kernel.AttemptId;
import io.carillon.store.Database;
import io.carillon.store.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers that keep logs in one database. */
class DatabaseLogStoreTest {

  private static final AttemptId ATTEMPT = new AttemptId(117283409637670917L, 3, 1);
  private static final int LIMIT = 1000;

  @TempDir Path folder;
  private Database database;
  private RecordingLogTable table;
  private DatabaseLogStore one;
  private DatabaseLogStore other;

  @BeforeEach
  void open() {
    database = Database.open(TestDatabases.sqlite(folder));
    table = new RecordingLogTable(database.logs());
    one = new DatabaseLogStore(table, LIMIT);
    other = new DatabaseLogStore(database.logs(), LIMIT);
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
    database.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private String text() {
    return new String(one.read(ATTEMPT, 0, 1 << 20), UTF_8);
  }

  @Test
  void shouldGoOnWhereAnotherServerStopped() throws IOException {
    one.append(ATTEMPT, 0, bytes("abc"), false);
    assertThat(other.append(ATTEMPT, 3, bytes("de"), false)).isEqualTo(new Position(5, false));
    // Back again: what the first remembers is out of date.
    assertThat(one.append(ATTEMPT, 5, bytes("fg"), false)).isEqualTo(new Position(7, false));
    assertThat(other.append(ATTEMPT, 7, bytes("h"), true)).isEqualTo(new Position(8, true));
    assertThat(one.append(ATTEMPT, 8, bytes("i"), false)).isEqualTo(new Position(8, true));
    assertThat(text()).isEqualTo("abcdefgh");
  }

  @Test
  void shouldNotDoubleWhatTwoServersGot() throws IOException {
    one.append(ATTEMPT, 0, bytes("abc"), false);
    assertThat(other.append(ATTEMPT, 0, bytes("abcde"), false)).isEqualTo(new Position(5, false));
    assertThat(one.append(ATTEMPT, 3, bytes("defg"), false)).isEqualTo(new Position(7, false));
    assertThat(text()).isEqualTo("abcdefg");
  }

  @Test
  void shouldStayCutWhenTheOtherServerWouldKeepMore() throws IOException {
    try (DatabaseLogStore larger = new DatabaseLogStore(table, 5000)) {
      one.append(ATTEMPT, 0, bytes("a".repeat(1500)), false);
      assertThat(larger.append(ATTEMPT, 1500, bytes("b"), true))
          .isEqualTo(new Position(1501, true));
      assertThat(text()).startsWith("a".repeat(1000) + "\n[carillon: log cut").doesNotEndWith("b");
    }
  }

  @Test
  void shouldNotDoubleWhenAnAnswerWasLost() throws IOException {
    one.append(ATTEMPT, 0, bytes("abc"), false);
    table.loseNextAnswer();
    assertThatThrownBy(() -> one.append(ATTEMPT, 3, bytes("de"), false))
        .isInstanceOf(IOException.class)
        .hasMessage("Expected to keep a part of a log, but: The answer is lost");
    assertThat(one.append(ATTEMPT, 3, bytes("def"), true)).isEqualTo(new Position(6, true));
    assertThat(text()).isEqualTo("abcdef");
  }

  /** Both send all of it, in parts that are cut differently. */
  @Test
  void shouldKeepALogWholeWhenTwoServersTakeItAtOnce() throws Exception {
    String whole = "0123456789".repeat(90);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Position>> senders = new ArrayList<>();
      senders.add(() -> send(one, whole, 7));
      senders.add(() -> send(other, whole, 11));
      for (Future<Position> sent : threads.invokeAll(senders)) {
        assertThat(sent.get()).isEqualTo(new Position(900, true));
      }
    }
    assertThat(text()).isEqualTo(whole);
  }

  private static Position send(DatabaseLogStore store, String whole, int part) throws IOException {
    Position position = new Position(0, false);
    while (!position.ended()) {
      int from = (int) position.offset();
      int to = Math.min(whole.length(), from + part);
      position =
          store.append(ATTEMPT, from, bytes(whole.substring(from, to)), to == whole.length());
    }
    return position;
  }

  @Test
  void shouldAskForNothingWhileALogStaysHere() throws IOException {
    for (int i = 0; i < 10; i++) {
      one.append(ATTEMPT, i, bytes("x"), i == 9);
    }
    one.append(new AttemptId(7, 0, 1), 0, new byte[0], true);

    assertThat(table.adds).hasValue(10);
    assertThat(table.standings).hasValue(0);
  }

  @Test
  void shouldTellAFollowerWhatAnotherServerTook() throws Exception {
    Semaphore rung = new Semaphore(0);
    other.append(ATTEMPT, 0, bytes("abc"), false);
    Subscription subscription = one.listen(ATTEMPT, rung::release);
    assertThat(rung.tryAcquire(10, TimeUnit.SECONDS)).isTrue();

    other.append(ATTEMPT, 3, bytes("de"), false);
    assertThat(rung.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    assertThat(one.position(ATTEMPT)).isEqualTo(new Position(5, false));

    other.append(ATTEMPT, 5, new byte[0], true);
    assertThat(rung.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    assertThat(one.position(ATTEMPT)).isEqualTo(new Position(5, true));
    subscription.close();
  }

  @Test
  void shouldLookForNewsOnlyWhileSomebodyFollows() {
    Subscription subscription = one.listen(ATTEMPT, () -> {});
    Awaitility.await().until(() -> table.looks.get() >= 2);
    subscription.close();

    // At five looks a second, no half second would be without one.
    Awaitility.await()
        .pollInterval(Duration.ofMillis(500))
        .until(() -> table.looks.getAndSet(0) == 0);

    one.listen(ATTEMPT, () -> {});
    Awaitility.await().until(() -> table.looks.get() >= 1);
  }
}
