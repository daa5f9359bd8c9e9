package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.Json;
import io.carillon.server.Client.Reply;
import org.junit.jupiter.api.Test;

class ClusterApiTest {

  private final Api api = Api.get();

  @Test
  void shouldShowWhoIsAliveAndWhoOwnsWhat() throws Exception {
    Reply reply = api.admin().get("/api/v1/cluster");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json())
        .isEqualTo(
            Json.parseObject(
                """
                {"server": "a", "joined": true,
                 "members": [
                   {"name": "a", "address": "10.0.0.1:7401", "incarnation": "9223372036854775807"},
                   {"name": "b", "address": "b:7401", "incarnation": "5"}],
                 "partitions": [
                   {"id": 0, "owner": "a", "epoch": 7, "target": "a",
                    "served": {"since": "2026-11-20T12:00:00Z", "waiting": 3, "runs": 40,
                               "lag_ms": 12}},
                   {"id": 1, "owner": "b", "epoch": 8, "target": "b", "served": null},
                   {"id": 2, "owner": null, "epoch": 9, "target": "a", "served": null}]}
                """));
  }

  @Test
  void shouldTellItInNumbers() throws Exception {
    assertThat(api.admin().get("/api/v1/metrics").body().lines())
        .contains(
            "carillon_cluster_joined 1.0",
            "carillon_cluster_members 2.0",
            "carillon_cluster_partitions_unowned 1.0",
            "carillon_partitions_owned 1.0",
            "carillon_partitions_waiting 3.0",
            "carillon_partitions_runs 40.0",
            "carillon_partitions_lag_seconds 0.012");
  }

  @Test
  void shouldTellWhetherItLivesAndIsReadyWithoutCredentials() throws Exception {
    Client anybody = Client.anonymous(api.url);

    assertThat(anybody.get("/api/v1/health").body()).isEqualTo("{\"status\":\"up\"}");
    assertThat(anybody.get("/api/v1/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
  }
}
