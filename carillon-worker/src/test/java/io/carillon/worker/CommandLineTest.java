package io.carillon.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {

  @TempDir private Path home;

  private WorkerConfig read(Map<String, String> environment, String... args) {
    return CommandLine.read(args, environment, home);
  }

  @Test
  void shouldReadOptions() {
    WorkerConfig config =
        read(
            Map.of("CARILLON_TOKEN", "from-env"),
            "--server=a:7401, b:7401",
            "--pool=etl,gpu",
            "--tags=fast",
            "--capacity=3",
            "--name=me");

    assertThat(config.servers()).containsExactly("a:7401", "b:7401");
    assertThat(config.token().get()).isEqualTo("from-env");
    assertThat(config.pools()).containsExactly("etl", "gpu");
    assertThat(config.tags()).containsExactly("fast");
    assertThat(config.capacity()).isEqualTo(3);
    assertThat(config.name()).isEqualTo("me");
    assertThat(config.dataDir()).isEqualTo(home.resolve("worker"));
  }

  @Test
  void shouldPreferOptionsWhenEnvironmentSaysOtherwise() {
    WorkerConfig config =
        read(
            Map.of("CARILLON_TOKEN", "x", "CARILLON_SERVER", "env:1"), "--token=y", "--server=a:1");

    assertThat(config.servers()).containsExactly("a:1");
    assertThat(config.token().get()).isEqualTo("y");
  }

  @Test
  void shouldFindLocalServerWhenNothingIsGiven() throws IOException {
    Path client = home.resolve("client.json");
    Files.writeString(client, "{\"grpc\":\"localhost:7401\",\"worker_token\":\"one\"}");

    WorkerConfig config = read(Map.of());

    assertThat(config.servers()).containsExactly("localhost:7401");
    assertThat(config.pools()).containsExactly("default");
    assertThat(config.capacity()).isGreaterThanOrEqualTo(8);
    assertThat(config.token().get()).isEqualTo("one");
    Files.writeString(client, "{\"grpc\":\"localhost:7401\",\"worker_token\":\"two\"}");
    assertThat(config.token().get()).isEqualTo("two");
  }

  @Test
  void shouldSayWhatIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of()))
        .withMessageContaining("Expected --server=HOST:PORT or CARILLON_SERVER");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of(), "--server=a:1"))
        .withMessageContaining("Expected --token=TOKEN or CARILLON_TOKEN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of(), "--tokn=secret"))
        .withMessageContaining("--tokn")
        .withMessageNotContaining("secret");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of(), "--server=a:1", "--token=t", "--capacity=many"))
        .withMessageContaining("many");
  }
}
