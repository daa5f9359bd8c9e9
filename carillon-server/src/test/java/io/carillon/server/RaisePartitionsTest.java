package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.store.DatabaseConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaisePartitionsTest {

  @TempDir Path folder;

  private ServerConfig config(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--data=" + folder, "--member-lease=500ms"));
    arguments.addAll(List.of(more));
    return Options.read(arguments, Map.of());
  }

  @Test
  void shouldGiveTheStoreTheDatabaseAndTimeToSeeServers() throws Exception {
    List<String> asked = new ArrayList<>();

    String said =
        RaisePartitions.raise(
            config("--partitions=16"),
            (database, partitions, pause) -> {
              pause.run();
              asked.add(database.url() + " to " + partitions);
              return 8;
            });

    assertThat(said).isEqualTo("There were 8 partitions, now there are 16.");
    assertThat(asked).containsExactly("jdbc:sqlite:" + folder.resolve("carillon.db") + " to 16");
  }

  @Test
  void shouldSayWhyItCannotBeDone() {
    assertThatThrownBy(
            () ->
                RaisePartitions.raise(
                    config(),
                    // The store refuses it.
                    (database, n, pause) -> new DatabaseConfig("", null, null, 5000).partitions()))
        .isInstanceOf(BadOptionException.class)
        .hasMessage("Expected a number of partitions from 1 to 1024, but found 5000");
  }

  @Test
  void shouldRefuseWhileAServerHoldsTheFolder() throws Exception {
    DataFolder held = DataFolder.open(folder);
    assertThatThrownBy(() -> RaisePartitions.raise(config(), (d, n, pause) -> 1))
        .hasMessageContaining("another server uses it");

    held.close();
    assertThat(RaisePartitions.raise(config(), (d, n, pause) -> 1)).isNotEmpty();
  }
}
