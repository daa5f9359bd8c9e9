package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.carillon.model.Json;
import io.carillon.server.Client.Reply;
import io.carillon.server.Events.Event;
import io.carillon.store.Database;
import io.carillon.store.DatabaseConfig;
import io.carillon.store.testing.TestDatabases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several whole servers on one database, and servers that cannot be one of them. */
class ServerClusterTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

  private ServerProcess start(String name, DatabaseConfig database, String... more)
      throws IOException {
    return startIn(name, name, database, more);
  }

  private ServerProcess startIn(String data, String name, DatabaseConfig database, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(
        List.of(
            "--name=" + name,
            "--http-port=0",
            "--grpc-port=0",
            "--partitions=12",
            "--drain=0s",
            "--database=" + database.url(),
            "--database-user=" + database.user(),
            "--database-password=" + database.password(),
            "--data=" + folder.resolve(data)));
    return ServerProcess.start(
        Options.read(arguments, Map.of()), new PrintStream(screen, true, StandardCharsets.UTF_8));
  }

  private Client client(String server) throws IOException {
    var file = Json.parseObject(Files.readString(folder.resolve(server).resolve("client.json")));
    return Client.of(String.valueOf(file.get("url")), String.valueOf(file.get("token")));
  }

  @Test
  void shouldServeTheSameAtEachServerOfAClusterOnMariadb() throws Exception {
    DatabaseConfig database = TestDatabases.mariadb();
    try (ServerProcess a = start("a", database, "--embedded-worker=true");
        ServerProcess b = start("b", database, "--embedded-worker=false")) {
      assertThat(a.url()).isNotEqualTo(b.url());
      await().until(() -> owners("a").equals(Set.of("a", "b")));
      // Enough of them that both servers own some.
      for (int i = 1; i <= 8; i++) {
        String workflow = save("a", i);

        Reply run = trigger("b", workflow);

        assertThat(run.status()).isEqualTo(201);
        String path = "/api/v1/runs/" + run.text("id");
        assertThat(trigger("a", workflow).text("id")).isEqualTo(run.text("id"));
        List<Event> events = new Events(client("b").stream(path + "/events", Map.of())).all();
        assertThat(events.getLast().name()).isEqualTo("end");
        assertThat(client("a").get(path).json()).containsEntry("state", "succeeded");
        assertThat(client("b").get(path + "/tasks/greet/attempts/1/log").body())
            .isEqualTo("hello from " + i + "\n");
      }
    }
  }

  @Test
  void shouldGoOnAtOnceWhereAServerLeft() throws Exception {
    DatabaseConfig database = TestDatabases.postgres();
    try (ServerProcess a = start("a", database, "--embedded-worker=true")) {
      assertThat(a.grpcPort()).isPositive();
      try (ServerProcess b = start("b", database, "--embedded-worker=false")) {
        assertThat(b.grpcPort()).isPositive();
        await().until(() -> owners("a").equals(Set.of("a", "b")));
        for (int i = 1; i <= 8; i++) {
          save("b", i);
        }
      }

      // No waiting for a lease: what b had is there already.
      for (int i = 1; i <= 8; i++) {
        String workflow = "/api/v1/namespaces/tests/workflows/hello" + i;
        assertThat(client("a").post(workflow + "/runs", "").status()).isEqualTo(201);
      }
      await().until(() -> owners("a").equals(Set.of("a")));
    }
  }

  /** Gives the workflow's path. */
  private String save(String server, int number) throws Exception {
    String path = "/api/v1/namespaces/tests/workflows/hello" + number;
    String definition =
        """
        name: hello%1$d
        namespace: tests
        tasks:
          greet:
            type: shell
            config: {script: 'echo "n:=%1$d" >> "$CARILLON_OUTPUT"; echo hello from %1$d'}
        """
            .formatted(number);
    assertThat(client(server).send("PUT", path, "application/yaml", definition).status())
        .isEqualTo(200);
    return path;
  }

  private Reply trigger(String server, String workflow) throws Exception {
    return client(server)
        .send(
            "POST", workflow + "/runs", Map.of("Idempotency-Key", "one"), BodyPublishers.noBody());
  }

  private Set<String> owners(String server) throws Exception {
    Set<String> owners = new HashSet<>();
    Object partitions = client(server).get("/api/v1/cluster").json().get("partitions");
    for (Object partition : (List<?>) Objects.requireNonNull(partitions)) {
      owners.add(String.valueOf(((Map<?, ?>) partition).get("owner")));
    }
    return owners;
  }

  @Test
  void shouldRefuseTheNameOfAServerThatIsAlive() throws Exception {
    DatabaseConfig database = TestDatabases.postgres();
    try (ServerProcess first = start("same", database)) {
      String shown = screen.toString(StandardCharsets.UTF_8);
      assertThat(first.grpcPort()).isPositive();

      assertThatThrownBy(() -> startIn("other", "same", database))
          .isInstanceOf(BadOptionException.class)
          .hasMessageMatching(
              "Expected a name of its own for this server, but another one that is alive, at"
                  + " \\S+:\\d+, has the name same");

      assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo(shown);
      assertThat(owners("same")).containsExactly("same");
      assertThat(client("same").get("/api/v1/health/ready").status()).isEqualTo(200);
    }
  }

  @Test
  void shouldRefuseARegistryThatIsNotThere() throws Exception {
    DatabaseConfig database = TestDatabases.postgres();
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }

    for (String registry : List.of("zookeeper", "etcd")) {
      String url = registry + "://127.0.0.1:" + nobody + "/carillon";
      assertThatThrownBy(() -> start("a", database, "--registry=" + url))
          .isInstanceOf(BadOptionException.class)
          .hasMessageStartingWith("Expected to join the cluster at " + url + ", but ");
    }

    // Nobody was given an account, and nothing is owned.
    assertThat(screen.toString(StandardCharsets.UTF_8)).isEmpty();
    try (Database left = Database.open(database)) {
      assertThat(left.accounts().anyUser()).isFalse();
      assertThat(left.partitionStore().holds())
          .allSatisfy(hold -> assertThat(hold.owner()).isNull());
    }
  }

  @Test
  void shouldRefuseADatabaseOfANewerSchema() throws Exception {
    DatabaseConfig database = TestDatabases.postgres();
    Database.open(database).close();
    execute(
        database,
        "INSERT INTO schema_history (installed_rank, version, description, type, script,"
            + " installed_by, execution_time, success)"
            + " VALUES (99, '999', 'future', 'SQL', 'V999__future.sql', 'x', 1, true)");

    assertThatThrownBy(() -> start("a", database))
        .isInstanceOf(BadOptionException.class)
        .hasMessage(
            "Expected a database of this version of Carillon or an older one, but "
                + database.url()
                + " has the newer schema 999");
    assertThat(screen.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static void execute(DatabaseConfig config, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(config.url(), config.user(), config.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
