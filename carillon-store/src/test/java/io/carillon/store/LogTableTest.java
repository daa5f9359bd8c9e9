package io.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.AttemptId;
import io.carillon.store.LogTable.Chunk;
import io.carillon.store.LogTable.Length;
import io.carillon.store.LogTable.Standing;
import io.carillon.store.LogTable.State;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogTableTest {

  private static final AttemptId ATTEMPT = new AttemptId(117283409637670917L, 3, 1);

  @TempDir Path directory;

  private static Chunk chunk(long begins, String text) {
    return new Chunk(begins, text.getBytes(StandardCharsets.UTF_8), State.GROWING);
  }

  private static String read(LogTable logs, long offset, int limit) {
    return new String(logs.read(ATTEMPT, offset, limit), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepChunksThatFollowEachOther(DatabaseKind kind) {
    try (Database database = Database.open(kind.fresh(directory))) {
      LogTable logs = database.logs();
      assertThat(logs.standing(ATTEMPT)).isEqualTo(new Standing(0, State.GROWING));

      assertThat(logs.add(ATTEMPT, List.of(chunk(0, "abc"), chunk(3, "de")))).isTrue();
      assertThat(logs.standing(ATTEMPT)).isEqualTo(new Standing(5, State.GROWING));
      Chunk end = new Chunk(5, new byte[0], State.ENDED);
      assertThat(logs.add(ATTEMPT, List.of(end))).isTrue();
      assertThat(logs.standing(ATTEMPT)).isEqualTo(new Standing(5, State.ENDED));
      assertThat(logs.standing(new AttemptId(ATTEMPT.runId(), 3, 2)).length()).isZero();

      assertThat(read(logs, 0, 100)).isEqualTo("abcde");
      assertThat(read(logs, 2, 2)).isEqualTo("cd");
      assertThat(read(logs, 4, 100)).isEqualTo("e");
      assertThat(read(logs, 5, 100)).isEmpty();
      assertThat(read(logs, 50, 100)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldAddNothingWhereAChunkBegins(DatabaseKind kind) {
    try (Database database = Database.open(kind.fresh(directory))) {
      LogTable logs = database.logs();
      logs.add(ATTEMPT, List.of(chunk(0, "abc"), chunk(3, "def")));

      assertThat(logs.add(ATTEMPT, List.of(chunk(3, "x")))).isFalse();
      assertThat(logs.add(ATTEMPT, List.of(chunk(6, "ghi"), chunk(3, "x")))).isFalse();

      assertThat(read(logs, 0, 100)).isEqualTo("abcdefghi");
    }
  }

  /** Only one of those who add at the same time may, or bytes would be there twice. */
  @ParameterizedTest
  @EnumSource
  void shouldLetOneAddWhenManyDoAtOnce(DatabaseKind kind) throws Exception {
    try (Database database = Database.open(kind.fresh(directory));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      LogTable logs = database.logs();
      for (int round = 0; round < 20; round++) {
        long begins = logs.standing(ATTEMPT).length();
        Callable<Boolean> add = () -> logs.add(ATTEMPT, List.of(chunk(begins, "ab")));
        List<Future<Boolean>> added = threads.invokeAll(List.of(add, add, add, add));
        int count = 0;
        for (Future<Boolean> each : added) {
          count += each.get() ? 1 : 0;
        }
        assertThat(count).isEqualTo(1);
      }
      assertThat(read(logs, 0, 100)).isEqualTo("ab".repeat(20));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadAcrossManyChunksOfAnySize(DatabaseKind kind) {
    try (Database database = Database.open(kind.fresh(directory))) {
      LogTable logs = database.logs();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      List<Chunk> chunks = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        byte[] data = new byte[i % 100 == 50 ? LogTable.MAX_CHUNK : 1 + i % 7];
        Arrays.fill(data, (byte) i);
        chunks.add(new Chunk(all.size(), data, State.GROWING));
        all.writeBytes(data);
      }
      logs.add(ATTEMPT, chunks);

      byte[] expected = all.toByteArray();
      assertThat(logs.read(ATTEMPT, 0, Integer.MAX_VALUE)).isEqualTo(expected);
      for (int offset : new int[] {0, 3, 100_000, expected.length - 5}) {
        for (int limit : new int[] {1, 10, 70_000, 200_000}) {
          int end = Math.min(expected.length, offset + limit);
          assertThat(logs.read(ATTEMPT, offset, limit))
              .as("%d bytes from %d", limit, offset)
              .isEqualTo(Arrays.copyOfRange(expected, offset, end));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayWhichLogsHaveGrown(DatabaseKind kind) {
    try (Database database = Database.open(kind.fresh(directory))) {
      LogTable logs = database.logs();
      List<Length> known =
          LongStream.range(0, 70).mapToObj(i -> new Length(new AttemptId(i, 0, 1), i % 2)).toList();
      known.forEach(length -> logs.add(length.attempt(), List.of(chunk(0, "a"))));

      assertThat(logs.grown(List.of())).isEmpty();
      assertThat(logs.grown(known))
          .hasSize(35)
          .allSatisfy(attempt -> assertThat(attempt.runId() % 2).isZero());
    }
  }
}
