package io.carillon.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cli.FakeServer;
import io.carillon.cli.Shell;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many servers: what they say of each other, and whom a client asks. */
class ClusterCommandsTest {

  private static final String NOWHERE = "http://127.0.0.1:1";
  private static final String TRIGGER = "POST /namespaces/team/workflows/a/runs";
  private static final String AWAY = "{\"code\":\"overloaded\",\"detail\":\"Not now\"}";

  @TempDir Path home;
  private FakeServer one;
  private FakeServer other;

  @BeforeEach
  void start() throws IOException {
    one = new FakeServer();
    other = new FakeServer();
    other
        .answers("GET /workers", 200, "{\"items\":[]}")
        .answers("GET /namespaces/team/workflows/a", 200, "{\"params\":[]}")
        .answers(TRIGGER, 201, "{\"id\":\"17\",\"duplicate\":true}");
  }

  @AfterEach
  void stop() {
    one.close();
    other.close();
  }

  private Shell shell(String... urls) {
    return new Shell(home)
        .with("CARILLON_URL", String.join(",", urls))
        .with("CARILLON_TOKEN", "secret");
  }

  @Test
  void shouldShowServersAndPartitions() {
    one.answers(
        "GET /cluster",
        200,
        """
        {"server": "a", "joined": true,
         "members": [{"name": "a", "address": "10.0.0.1:7401", "incarnation": "9"},
                     {"name": "b", "address": "b:7401", "incarnation": "5"}],
         "partitions": [
           {"id": 0, "owner": "a", "epoch": 7, "target": "a",
            "served": {"since": "2026-11-20T12:00:00Z", "waiting": 3, "runs": 40, "lag_ms": 12}},
           {"id": 1, "owner": "a", "epoch": 8, "target": "b", "served": null},
           {"id": 2, "owner": null, "epoch": 0, "target": "a", "served": null}]}
        """);

    Shell.Result result = shell(one.url()).type("cluster");

    assertThat(result.err()).isEmpty();
    assertThat(result.lines())
        .containsExactly(
            "SERVER  ADDRESS        INCARNATION",
            "a       10.0.0.1:7401  9            asked",
            "b       b:7401         5",
            "",
            "PARTITION  OWNER   EPOCH  SINCE                WAITING  RUNS  LAG",
            "0          a       7      2026-11-20 12:00:00  3        40    12 ms",
            "1          a       8      -                    -        -     -      to b",
            "2          nobody  0      -                    -        -     -      to a");
  }

  @Test
  void shouldSayWhenTheServerIsNoMember() {
    String cluster = "{\"server\":\"a\",\"joined\":false,\"members\":[],\"partitions\":[]}";
    one.answers("GET /cluster", 200, cluster);

    assertThat(shell(one.url()).type("cluster").err())
        .isEqualTo("Server a is no member of the cluster now; it shows what it knew.\n");
    assertThat(shell(one.url()).type("cluster", "-o", "json").out()).contains("\"joined\" : false");
  }

  @Test
  void shouldAskTheNextServerWhenOneIsAway() {
    assertThat(shell(NOWHERE, other.url() + "/").type("workers").exit()).isZero();

    one.answers("GET /workers", 503, AWAY);
    assertThat(shell(one.url(), other.url()).type("workers").exit()).isZero();
    assertThat(shell(one.url(), NOWHERE).type("workers").exit()).isEqualTo(3);
  }

  @Test
  void shouldTriggerAtTheNextServerWithTheSameKey() {
    one.answers("GET /namespaces/team/workflows/a", 200, "{\"params\":[]}")
        .answers(TRIGGER, 503, AWAY);

    Shell.Result result = shell(one.url(), other.url()).type("trigger", "team/a");

    assertThat(result.exit()).isZero();
    assertThat(result.out()).isEqualTo("Run 17 of team/a\n");
    String key = one.request(TRIGGER).headers().get("Idempotency-key");
    assertThat(key).isNotBlank();
    assertThat(other.request(TRIGGER).headers()).containsEntry("Idempotency-key", key);
  }

  @Test
  void shouldNotRepeatWhatMayHaveHappenedAlready() {
    one.answers("POST /tokens", 503, AWAY);
    other.answers("POST /tokens", 201, "{\"id\":\"5\",\"token\":\"t\",\"role\":\"admin\"}");

    assertThat(shell(one.url(), other.url()).type("token", "create", "w").exit()).isEqualTo(3);
    assertThat(other.requests()).isEmpty();
    assertThat(shell(NOWHERE, other.url()).type("token", "create", "w").exit()).isZero();
  }

  @Test
  void shouldRefuseWhatIsNoUrl() {
    assertThat(shell("localhost:7400").type("workers").err())
        .isEqualTo("Expected a URL such as http://localhost:7400, but found localhost:7400.\n");
  }
}
