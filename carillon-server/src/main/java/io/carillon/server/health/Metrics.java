package io.carillon.server.health;

import io.carillon.engine.gateway.WorkerInfo;
import io.carillon.server.engine.EnginePort;
import io.carillon.server.stream.Streams;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.function.ToDoubleFunction;

/** What this server tells in numbers, apart from its requests ({@link RequestTimer}). */
public final class Metrics {

  private Metrics() {}

  public static void bind(MeterRegistry registry, EnginePort engine, Streams streams) {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    Gauge.builder("carillon.healthy", engine, e -> e.healthy() ? 1 : 0)
        .description("1: every partition is served and the database answers")
        .register(registry);
    Gauge.builder("carillon.streams", streams, Streams::open)
        .description("Streams of events that clients follow")
        .register(registry);
    Gauge.builder("carillon.workers", engine, e -> e.workers().size())
        .description("Workers connected to this server")
        .register(registry);
    workers(registry, engine, "capacity", "Attempts that they can run", WorkerInfo::capacity);
    workers(registry, engine, "running", "Attempts that they hold", WorkerInfo::running);
    workers(registry, engine, "credits", "Attempts that they would take", WorkerInfo::credits);
  }

  private static void workers(
      MeterRegistry registry,
      EnginePort engine,
      String what,
      String description,
      ToDoubleFunction<WorkerInfo> value) {
    Gauge.builder("carillon.workers." + what, engine, e -> sum(e, value))
        .description(description)
        .register(registry);
  }

  private static double sum(EnginePort engine, ToDoubleFunction<WorkerInfo> value) {
    return engine.workers().stream().mapToDouble(value).sum();
  }
}
