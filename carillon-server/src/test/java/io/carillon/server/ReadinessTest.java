package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.cluster.ClusterView;
import io.carillon.server.health.Readiness;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  private final FakeEngine engine = new FakeEngine();
  private final Readiness readiness = new Readiness(engine);

  @Test
  void shouldBeReadyWhenJoinedAndServing() {
    assertThat(readiness.state()).isEqualTo(Readiness.State.READY);
  }

  @Test
  void shouldNotBeReadyWhenTheOthersDoNotHearIt() {
    engine.cluster = new ClusterView("a", false, List.of(), List.of());
    engine.healthy = false;

    assertThat(readiness.state()).isEqualTo(Readiness.State.NOT_JOINED);
  }

  @Test
  void shouldNotBeReadyWhenItDoesNotServe() {
    engine.healthy = false;

    assertThat(readiness.state()).isEqualTo(Readiness.State.NOT_SERVING);

    engine.healthy = true;
    assertThat(readiness.state()).isEqualTo(Readiness.State.READY);
  }

  @Test
  void shouldStayUpAndAnswerWhileItDrains() throws Exception {
    Components components = Api.get().componentsAnew();
    try (HttpServer http = HttpServer.start(InetAddress.getLoopbackAddress(), 0, components)) {
      Client balancer = Client.anonymous("http://127.0.0.1:" + http.port());
      components.readiness.drain();

      Client.Reply ready = balancer.get("/api/v1/health/ready");
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.body()).isEqualTo("{\"status\":\"draining\"}");
      assertThat(balancer.get("/api/v1/health").status()).isEqualTo(200);
    }
  }
}
