package io.carillon.server.health;

import io.carillon.server.access.SecurityConfiguration;
import java.util.Locale;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Whether this process lives, and whether it is to be sent requests. The only calls that need no
 * credentials; so they tell nothing else.
 */
@RestController
public class HealthController {

  private final Readiness readiness;

  public HealthController(Readiness readiness) {
    this.readiness = readiness;
  }

  /** For who starts a process again that hangs: a database that is away is no reason to. */
  @GetMapping(SecurityConfiguration.HEALTH)
  Health health() {
    return new Health("up");
  }

  /** For load balancers. */
  @GetMapping(SecurityConfiguration.READY)
  ResponseEntity<Health> ready() {
    Readiness.State state = readiness.state();
    Health health = new Health(state.name().toLowerCase(Locale.ROOT));
    return ResponseEntity.status(state == Readiness.State.READY ? 200 : 503).body(health);
  }

  /**
   * @param status {@code up}; of readiness {@code ready}, {@code draining}, {@code not_joined} or
   *     {@code not_serving}
   */
  record Health(String status) {}
}
