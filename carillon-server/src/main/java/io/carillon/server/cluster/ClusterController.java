package io.carillon.server.cluster;

import io.carillon.server.engine.EnginePort;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who is alive, and who owns what. */
@RestController
public class ClusterController {

  private final EnginePort engine;

  public ClusterController(EnginePort engine) {
    this.engine = engine;
  }

  @GetMapping("/api/v1/cluster")
  ClusterStateView cluster() {
    return ClusterStateView.of(engine.cluster());
  }
}
