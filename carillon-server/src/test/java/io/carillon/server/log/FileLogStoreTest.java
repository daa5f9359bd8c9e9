package io.carillon.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.log.LogStore.Position;
import io.carillon.kernel.AttemptId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link LogStoreContractTest} does not say: about files. */
class FileLogStoreTest {

  @TempDir Path folder;

  private FileLogStore open() throws IOException {
    return new FileLogStore(folder, 1000);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void shouldMakeNoFileWhenNothingWasWritten() throws IOException {
    try (FileLogStore store = open();
        Stream<Path> files = Files.walk(folder)) {
      store.append(new AttemptId(5, 0, 1), 0, new byte[0], true);
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
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
