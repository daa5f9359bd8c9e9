package io.carillon.server.health;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The numbers, as Prometheus reads them. */
@RestController
public class MetricsController {

  private static final MediaType TEXT =
      MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8");

  private final PrometheusMeterRegistry registry;

  public MetricsController(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  @GetMapping("/api/v1/metrics")
  ResponseEntity<String> metrics() {
    return ResponseEntity.ok().contentType(TEXT).body(registry.scrape());
  }
}
