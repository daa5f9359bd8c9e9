package io.carillon.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.log.LogStore;
import io.carillon.engine.log.LogStore.Position;
import io.carillon.kernel.AttemptId;
import io.carillon.server.log.LogStoreKind.Opened;
import io.carillon.server.log.LogStoreKind.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link LogStore} does. */
class LogStoreContractTest {

  private static final AttemptId ATTEMPT = new AttemptId(117283409637670917L, 3, 1);
  private static final int LIMIT = 1000;
  private static final String NOTE = "\n[carillon: log cut here, at its limit of 1000 bytes]\n";

  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(LogStore store, AttemptId attempt) throws IOException {
    return new String(store.read(attempt, 0, 1 << 20), UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void shouldAppendAndRead(LogStoreKind kind) throws IOException {
    try (Opened opened = kind.place(folder).open(LIMIT)) {
      LogStore store = opened.store();
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

  @ParameterizedTest
  @EnumSource
  void shouldIgnoreWhatIsThereAndWhatBeginsBeyondTheEnd(LogStoreKind kind) throws IOException {
    try (Opened opened = kind.place(folder).open(LIMIT)) {
      LogStore store = opened.store();
      store.append(ATTEMPT, 0, bytes("abc"), false);
      assertThat(store.append(ATTEMPT, 0, bytes("abc"), false)).isEqualTo(new Position(3, false));
      assertThat(store.append(ATTEMPT, 1, bytes("bcd"), false)).isEqualTo(new Position(4, false));
      assertThat(store.append(ATTEMPT, 9, bytes("x"), true)).isEqualTo(new Position(4, false));
      assertThat(text(store, ATTEMPT)).isEqualTo("abcd");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldEndWithoutFurtherBytes(LogStoreKind kind) throws IOException {
    try (Opened opened = kind.place(folder).open(LIMIT)) {
      LogStore store = opened.store();
      store.append(ATTEMPT, 0, bytes("abc"), false);
      assertThat(store.append(ATTEMPT, 3, new byte[0], true)).isEqualTo(new Position(3, true));
      assertThat(store.append(ATTEMPT, 3, bytes("d"), false)).isEqualTo(new Position(3, true));
      assertThat(store.position(ATTEMPT)).isEqualTo(new Position(3, true));
      assertThat(text(store, ATTEMPT)).isEqualTo("abc");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldIgnoreWhatComesAfterTheEnd(LogStoreKind kind) throws IOException {
    try (Opened opened = kind.place(folder).open(LIMIT)) {
      LogStore store = opened.store();
      store.append(ATTEMPT, 0, bytes("abc"), true);
      assertThat(store.append(ATTEMPT, 3, bytes("def"), false)).isEqualTo(new Position(3, true));
      assertThat(text(store, ATTEMPT)).isEqualTo("abc");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldKnowEverythingWhenOpenedAgain(LogStoreKind kind) throws IOException {
    AttemptId other = new AttemptId(5, 0, 2);
    Place place = kind.place(folder);
    try (Opened opened = place.open(LIMIT)) {
      opened.store().append(ATTEMPT, 0, bytes("abc"), true);
      opened.store().append(other, 0, bytes("growing"), false);
    }
    try (Opened opened = place.open(LIMIT)) {
      LogStore store = opened.store();
      assertThat(store.position(ATTEMPT)).isEqualTo(new Position(3, true));
      assertThat(store.append(ATTEMPT, 3, bytes("d"), false)).isEqualTo(new Position(3, true));
      assertThat(store.position(other)).isEqualTo(new Position(7, false));
      assertThat(store.append(other, 0, bytes("growing!"), false))
          .isEqualTo(new Position(8, false));
      assertThat(store.append(other, 8, bytes("!"), true)).isEqualTo(new Position(9, true));
      assertThat(text(store, other)).isEqualTo("growing!!");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldEndTheLogOfAnAttemptThatWroteNothing(LogStoreKind kind) throws IOException {
    try (Opened opened = kind.place(folder).open(LIMIT)) {
      LogStore store = opened.store();
      assertThat(store.append(ATTEMPT, 0, new byte[0], true)).isEqualTo(new Position(0, true));
      assertThat(store.position(ATTEMPT)).isEqualTo(new Position(0, true));
      assertThat(store.read(ATTEMPT, 0, 10)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldCutWithANoteAndTakeTheRestWhenALogIsTooLong(LogStoreKind kind) throws IOException {
    Place place = kind.place(folder);
    try (Opened opened = place.open(LIMIT)) {
      LogStore store = opened.store();
      store.append(ATTEMPT, 0, bytes("a".repeat(600)), false);
      assertThat(store.append(ATTEMPT, 600, bytes("b".repeat(600)), false))
          .isEqualTo(new Position(1200, false));
      assertThat(store.append(ATTEMPT, 1200, bytes("c".repeat(600)), false))
          .isEqualTo(new Position(1800, false));
    }
    try (Opened opened = place.open(LIMIT)) {
      LogStore store = opened.store();
      // This one does not know how much was dropped.
      assertThat(store.append(ATTEMPT, 1800, bytes("d"), true)).isEqualTo(new Position(1801, true));
      assertThat(text(store, ATTEMPT)).isEqualTo("a".repeat(600) + "b".repeat(400) + NOTE);
      assertThat(store.position(ATTEMPT)).isEqualTo(new Position(1000 + NOTE.length(), true));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldCutAtOnceWhenTheFirstPartIsTooLong(LogStoreKind kind) throws IOException {
    try (Opened opened = kind.place(folder).open(LIMIT)) {
      LogStore store = opened.store();
      assertThat(store.append(ATTEMPT, 0, bytes("a".repeat(1001)), true))
          .isEqualTo(new Position(1001, true));
      assertThat(text(store, ATTEMPT)).isEqualTo("a".repeat(1000) + NOTE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepPartsOfAnySize(LogStoreKind kind) throws IOException {
    byte[] data = new byte[300_000];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 >>> 8);
    }
    try (Opened opened = kind.place(folder).open(1 << 20)) {
      LogStore store = opened.store();
      store.append(ATTEMPT, 0, Arrays.copyOf(data, 10), false);
      assertThat(store.append(ATTEMPT, 0, data, true)).isEqualTo(new Position(data.length, true));
      assertThat(store.read(ATTEMPT, 0, 1 << 20)).isEqualTo(data);
      assertThat(store.read(ATTEMPT, 65_000, 100_000))
          .isEqualTo(Arrays.copyOfRange(data, 65_000, 165_000));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldTellListenersUntilTheyLeave(LogStoreKind kind) throws IOException {
    AtomicInteger rung = new AtomicInteger();
    try (Opened opened = kind.place(folder).open(LIMIT)) {
      LogStore store = opened.store();
      var subscription = store.listen(ATTEMPT, rung::incrementAndGet);
      store.append(new AttemptId(1, 0, 1), 0, bytes("a"), false);
      assertThat(rung).hasValue(0);
      store.append(ATTEMPT, 0, bytes("a"), false);
      assertThat(rung).hasValueGreaterThanOrEqualTo(1);
      subscription.close();
      int before = rung.get();
      store.append(ATTEMPT, 1, bytes("b"), false);
      assertThat(rung).hasValue(before);
    }
  }
}
