package io.carillon.server.health;

import io.carillon.server.access.SecurityConfiguration;
import io.carillon.server.engine.EnginePort;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Whether this server serves. The only call that needs no credentials; so it tells nothing else.
 */
@RestController
public class HealthController {

  private final EnginePort engine;

  public HealthController(EnginePort engine) {
    this.engine = engine;
  }

  @GetMapping(SecurityConfiguration.HEALTH)
  ResponseEntity<Health> health() {
    return engine.healthy()
        ? ResponseEntity.ok(new Health("up"))
        : ResponseEntity.status(503).body(new Health("down"));
  }

  /**
   * @param status {@code up}; or {@code down}: a partition is not served, or the database does not
   *     answer
   */
  record Health(String status) {}
}
