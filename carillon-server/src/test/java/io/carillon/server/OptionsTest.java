package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void shouldHaveDefaults() {
    ServerConfig config = Options.read(List.of(), Map.of());
    Path home = Path.of(System.getProperty("user.home"));
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.httpPort()).isEqualTo(7400);
    assertThat(config.grpcPort()).isEqualTo(7401);
    assertThat(config.data()).isEqualTo(home.resolve(".carillon"));
    assertThat(config.databaseUrl())
        .isEqualTo("jdbc:sqlite:" + home.resolve(".carillon/carillon.db"));
    assertThat(config.databaseUser()).isNull();
    assertThat(config.databasePassword()).isNull();
    assertThat(config.partitions()).isEqualTo(8);
    assertThat(config.embeddedWorker()).isFalse();
    assertThat(config.readyFile()).isNull();
    assertThat(config.examples()).isNull();
    assertThat(config.logLimit()).isEqualTo(64L << 20);
    assertThat(config.maxStreams()).isEqualTo(1000);
  }

  @Test
  void shouldMapEveryOption() {
    ServerConfig config =
        Options.read(
            List.of(
                "--host=0.0.0.0",
                "--http-port=1",
                "--grpc-port=2",
                "--data=/var/lib/carillon",
                "--database=jdbc:postgresql://db/carillon?a=b",
                "--database-user=u",
                "--database-password=p=q",
                "--partitions=3",
                "--embedded-worker=true",
                "--ready-file=/run/ready",
                "--examples=/opt/examples",
                "--log-limit=2048",
                "--max-streams=5"),
            Map.of());
    assertThat(config)
        .isEqualTo(
            new ServerConfig(
                "0.0.0.0",
                1,
                2,
                Path.of("/var/lib/carillon"),
                "jdbc:postgresql://db/carillon?a=b",
                "u",
                "p=q",
                3,
                true,
                Path.of("/run/ready"),
                Path.of("/opt/examples"),
                2048,
                5));
    assertThat(config.toString()).doesNotContain("p=q");
  }

  @Test
  void shouldReadTheEnvironmentWhereArgumentsAreSilent() {
    ServerConfig config =
        Options.read(
            List.of("--http-port=1"),
            Map.of(
                "CARILLON_HTTP_PORT", "5",
                "CARILLON_DATA", "/data",
                "CARILLON_DATABASE_PASSWORD", "secret",
                "CARILLON_TOKEN", "for clients",
                "CARILLON_URL", "for clients"));
    assertThat(config.httpPort()).isEqualTo(1);
    assertThat(config.data()).isEqualTo(Path.of("/data"));
    assertThat(config.databasePassword()).isEqualTo("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--htp-port=1 | but found --htp-port; did you mean --http-port?",
        "--http-port | Expected options of the form --name=value, but found --http-port",
        "up | Expected options of the form --name=value, but found up",
        "--http-port=abc | Expected --http-port to be a whole number, but found 'abc'",
        "--http-port=65536 | Expected --http-port to be 0 to 65535, but found 65536",
        "--grpc-port=7400 | Expected --http-port and --grpc-port to differ, but both are 7400",
        "--embedded-worker=perhaps | Expected --embedded-worker to be true or false, but found"
            + " 'perhaps'",
        "--partitions=0 | Expected --partitions to be 1 to 1024, but found 0",
      })
  void shouldSayWhatIsWrong(String argument, String message) {
    assertThatThrownBy(() -> Options.read(List.of(argument), Map.of()))
        .isInstanceOf(BadOptionException.class)
        .hasMessageEndingWith(message);
  }
}
