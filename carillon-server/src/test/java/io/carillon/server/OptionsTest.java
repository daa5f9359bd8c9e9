package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(config.name()).isNull();
    assertThat(config.advertise()).isNull();
    assertThat(config.memberLease()).isEqualTo(Duration.ofMillis(1600));
    assertThat(config.drain()).isZero();
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
                "--name=one",
                "--registry=zookeeper://z1:2181,z2:2181/carillon",
                "--registry-user=ru",
                "--registry-password=r=p",
                "--advertise=one.example:7401",
                "--member-lease=3s",
                "--logs=files",
                "--drain=5s",
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
                "one",
                "zookeeper://z1:2181,z2:2181/carillon",
                "ru",
                "r=p",
                "one.example:7401",
                Duration.ofSeconds(3),
                ServerConfig.Logs.FILES,
                Duration.ofSeconds(5),
                true,
                Path.of("/run/ready"),
                Path.of("/opt/examples"),
                2048,
                5));
    assertThat(config.toString()).doesNotContain("p=q", "r=p");
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
        "--name=a/b | Expected --name to be up to 128 letters, digits, '.', '_' and '-', but found"
            + " 'a/b'",
        "--advertise=host | Expected --advertise to be HOST:PORT, but found 'host'",
        "--advertise=host:0 | Expected --advertise to be HOST:PORT, but found 'host:0'",
        "--member-lease=abc | Expected --member-lease to be a time such as 1600ms or 5s, but found"
            + " 'abc'",
        "--member-lease=100ms | Expected --member-lease to be 500 to 60000 ms, but found 100 ms",
        "--drain=1h | Expected --drain to be 0 to 600000 ms, but found 3600000 ms",
        "--logs=tape | Expected --logs to be files or database, but found 'tape'",
        "--registry=jdbc | Expected no --registry with SQLite, which serves one server alone, but"
            + " found 'jdbc'; a cluster needs PostgreSQL or MariaDB by --database",
        "--registry-user=u | Expected --registry-user and --registry-password with a registry of"
            + " its own only, but the registry is none",
        "--partitions=0 | Expected --partitions to be 1 to 1024, but found 0",
      })
  void shouldSayWhatIsWrong(String argument, String message) {
    assertThatThrownBy(() -> Options.read(List.of(argument), Map.of()))
        .isInstanceOf(BadOptionException.class)
        .hasMessageEndingWith(message);
  }

  private static ServerConfig cluster(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--database=jdbc:postgresql://db/carillon"));
    arguments.addAll(List.of(more));
    return Options.read(arguments, Map.of());
  }

  @Test
  void shouldBeAloneWithItsLogsInFilesOnSqlite() {
    ServerConfig config = Options.read(List.of(), Map.of());
    assertThat(config.alone()).isTrue();
    assertThat(config.registryUrl()).isNull();
    assertThat(config.logsInDatabase()).isFalse();
    assertThat(Options.read(List.of("--logs=database"), Map.of()).logsInDatabase()).isTrue();
  }

  @Test
  void shouldJoinThroughTheDatabaseAndKeepLogsThereOnOthers() {
    assertThat(cluster().alone()).isFalse();
    assertThat(cluster().registryUrl()).isEqualTo("jdbc");
    assertThat(cluster().logsInDatabase()).isTrue();
    assertThat(cluster("--logs=files").logsInDatabase()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc",
        "zookeeper://z:2181",
        "zookeeper://z1:2181,z2:2181,[::1]:2181/a/b",
        "etcd://e1:2379,e2:2379",
        "etcds://e:2379/carillon"
      })
  void shouldTakeRegistries(String registry) {
    assertThat(cluster("--registry=" + registry).registryUrl()).isEqualTo(registry);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "none",
        "zookeeper",
        "zookeeper://",
        "zookeeper://z",
        "zookeeper://z:2181,",
        "zookeeper://z:2181/a//b",
        "etcd://e:99999",
        "consul://c:8500"
      })
  void shouldRefuseWhatIsNoRegistry(String registry) {
    assertThatThrownBy(() -> cluster("--registry=" + registry))
        .isInstanceOf(BadOptionException.class)
        .hasMessage(
            "Expected --registry to be jdbc, zookeeper://HOST:PORT,…/PATH or"
                + " etcd://HOST:PORT,…/PATH, but found '%s'",
            registry);
  }

  @Test
  void shouldNotRepeatWhatMayBeAPassword() {
    assertThatThrownBy(() -> cluster("--registry=zookeeper://u:secret@z:2181"))
        .hasMessageEndingWith("found an @ in it: user and password have options of their own")
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldAskForBothOrNoneOfTheRegistrysUserAndPassword() {
    assertThatThrownBy(() -> cluster("--registry=etcd://e:2379", "--registry-user=u"))
        .hasMessage(
            "Expected both --registry-user and --registry-password, but found only one of them");
    assertThatThrownBy(() -> cluster("--registry-password=p"))
        .hasMessageEndingWith("but the registry is jdbc");
  }
}
