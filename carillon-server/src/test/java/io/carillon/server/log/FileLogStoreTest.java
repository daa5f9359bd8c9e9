package io.carillon.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.log.LogStore.Position;
import io.carillon.kernel.AttemptId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLogStoreTest {

  private static final AttemptId ATTEMPT = new AttemptId(117283409637670917L, 3, 1);
  private static final int LIMIT = 1000;

  @TempDir Path folder;

  private FileLogStore open() throws IOException {
    return new FileLogStore(folder, LIMIT);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(FileLogStore store, AttemptId attempt) throws IOException {
    return new String(store.read(attempt, 0, 1 << 20), StandardCharsets.UTF_8);
  }

  @Test
  void shouldAppendAndRead() throws IOException {
    try (FileLogStore store = open()) {
      assertThat(store.position(ATTEMPT)).isEqualTo(new Position(0, false));
      assertThat(store.read(ATTEMPT, 0, 10)).isEmpty();
      assertThat(store.append(ATTEMPT, 0, bytes("abc"), false)).isEqualTo(new Position(3, false));
      assertThat(store.append(ATTEMPT, 3, bytes("def"), true)).isEqualTo(new Position(6, true));
      assertThat(store.position(ATTEMPT)).isEqualTo(new Position(6, true));
      assertThat(store.read(ATTEMPT, 2, 2)).isEqualTo(bytes("cd"));
      assertThat(store.read(ATTEMPT, 6, 2)).isEmpty();
      assertThat(store.read(ATTEMPT, 60, 2)).isEmpty();
    }
  }

  @Test
  void shouldIgnoreWhatIsThereAndWhatBeginsBeyondTheEnd() throws IOException {
    try (FileLogStore store = open()) {
      store.append(ATTEMPT, 0, bytes("abc"), false);
      assertThat(store.append(ATTEMPT, 0, bytes("abc"), false)).isEqualTo(new Position(3, false));
      assertThat(store.append(ATTEMPT, 1, bytes("bcd"), false)).isEqualTo(new Position(4, false));
      assertThat(store.append(ATTEMPT, 9, bytes("x"), true)).isEqualTo(new Position(4, false));
      assertThat(text(store, ATTEMPT)).isEqualTo("abcd");
    }
  }

  @Test
  void shouldIgnoreWhatComesAfterTheEnd() throws IOException {
    try (FileLogStore store = open()) {
      store.append(ATTEMPT, 0, bytes("abc"), true);
      assertThat(store.append(ATTEMPT, 3, bytes("def"), false)).isEqualTo(new Position(3, true));
      assertThat(text(store, ATTEMPT)).isEqualTo("abc");
    }
  }

  @Test
  void shouldKnowEverythingWhenOpenedAgain() throws IOException {
    AttemptId other = new AttemptId(5, 0, 2);
    try (FileLogStore store = open()) {
      store.append(ATTEMPT, 0, bytes("abc"), true);
      store.append(other, 0, bytes("growing"), false);
    }
    try (FileLogStore store = open()) {
      assertThat(store.position(ATTEMPT)).isEqualTo(new Position(3, true));
      assertThat(store.append(ATTEMPT, 3, bytes("d"), false)).isEqualTo(new Position(3, true));
      assertThat(store.position(other)).isEqualTo(new Position(7, false));
      assertThat(store.append(other, 7, bytes("!"), true)).isEqualTo(new Position(8, true));
      assertThat(text(store, other)).isEqualTo("growing!");
    }
  }

  @Test
  void shouldMakeNoFileWhenNothingWasWritten() throws IOException {
    try (FileLogStore store = open();
        Stream<Path> files = Files.walk(folder)) {
      assertThat(store.append(ATTEMPT, 0, new byte[0], true)).isEqualTo(new Position(0, true));
      assertThat(store.position(ATTEMPT)).isEqualTo(new Position(0, true));
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void shouldCutWithANoteAndTakeTheRestWhenALogIsTooLong() throws IOException {
    String note = "\n[carillon: log cut here, at its limit of 1000 bytes]\n";
    try (FileLogStore store = open()) {
      store.append(ATTEMPT, 0, bytes("a".repeat(600)), false);
      assertThat(store.append(ATTEMPT, 600, bytes("b".repeat(600)), false))
          .isEqualTo(new Position(1200, false));
      assertThat(store.append(ATTEMPT, 1200, bytes("c".repeat(600)), false))
          .isEqualTo(new Position(1800, false));
    }
    try (FileLogStore store = open()) {
      // This one does not know how much was dropped.
      assertThat(store.append(ATTEMPT, 1800, bytes("d"), true)).isEqualTo(new Position(1801, true));
      assertThat(text(store, ATTEMPT)).isEqualTo("a".repeat(600) + "b".repeat(400) + note);
      assertThat(store.position(ATTEMPT)).isEqualTo(new Position(1000 + note.length(), true));
    }
  }

  @Test
  void shouldTellListenersUntilTheyLeave() throws IOException {
    AtomicInteger rung = new AtomicInteger();
    try (FileLogStore store = open()) {
      var subscription = store.listen(ATTEMPT, rung::incrementAndGet);
      store.append(ATTEMPT, 0, bytes("a"), false);
      store.append(new AttemptId(1, 0, 1), 0, bytes("a"), false);
      subscription.close();
      store.append(ATTEMPT, 1, bytes("b"), false);
    }
    assertThat(rung).hasValue(1);
  }

  @Test
  void shouldGrowMoreLogsThanItHasOpenFiles() throws IOException {
    int attempts = FileLogStore.GROWING_LIMIT + 50;
    try (FileLogStore store = open()) {
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < attempts; i++) {
          store.append(new AttemptId(i, 0, 1), round, bytes("x"), round == 1);
        }
      }
      for (int i = 0; i < attempts; i++) {
        assertThat(store.position(new AttemptId(i, 0, 1))).isEqualTo(new Position(2, true));
      }
    }
  }

  @Test
  void shouldRefuseWhatIsNoAttempt() throws IOException {
    try (FileLogStore store = open()) {
      assertThatThrownBy(() -> store.append(new AttemptId(-1, 0, 1), 0, bytes("x"), false))
          .hasMessage("Expected an attempt's id, but found -1/0/1");
    }
  }
}
