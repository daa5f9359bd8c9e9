package io.carillon.server.health;

import io.carillon.engine.cluster.ClusterView.PartitionView;
import io.carillon.engine.cluster.ClusterView.Served;
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
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

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
        .description("1: every partition of this server is served and the database answers")
        .register(registry);
    Gauge.builder("carillon.streams", streams, Streams::open)
        .description("Streams of events that clients follow")
        .register(registry);
    Gauge.builder("carillon.workers", engine, e -> e.workers().size())
        .description("Workers connected to this server")
        .register(registry);
    cluster(registry, engine);
    workers(registry, engine, "capacity", "Attempts that they can run", WorkerInfo::capacity);
    workers(registry, engine, "running", "Attempts that they hold", WorkerInfo::running);
    workers(registry, engine, "credits", "Attempts that they would take", WorkerInfo::credits);
  }

  private static void cluster(MeterRegistry registry, EnginePort engine) {
    Gauge.builder("carillon.cluster.joined", engine, e -> e.cluster().joined() ? 1 : 0)
        .description("1: this server is a member")
        .register(registry);
    Gauge.builder("carillon.cluster.members", engine, e -> e.cluster().members().size())
        .description("Servers that are alive, as this one sees it")
        .register(registry);
    Gauge.builder("carillon.cluster.partitions.unowned", engine, Metrics::unowned)
        .description("Partitions that no server owns, as this one sees it")
        .register(registry);
    Gauge.builder("carillon.partitions.owned", engine, e -> served(e).count())
        .description("Partitions that this server serves")
        .register(registry);
    Gauge.builder("carillon.partitions.waiting", engine, e -> sum(e, Served::waiting))
        .description("Inputs that wait for the partitions of this server")
        .register(registry);
    Gauge.builder("carillon.partitions.runs", engine, e -> sum(e, Served::runs))
        .description("Runs in memory")
        .register(registry);
    Gauge.builder("carillon.partitions.lag", engine, Metrics::lagSeconds)
        .baseUnit("seconds")
        .description("How long the oldest batch has waited to be committed so far")
        .register(registry);
  }

  private static Stream<Served> served(EnginePort engine) {
    return engine.cluster().partitions().stream()
        .map(PartitionView::served)
        .filter(Objects::nonNull);
  }

  private static double sum(EnginePort engine, ToIntFunction<Served> value) {
    return served(engine).mapToInt(value).sum();
  }

  private static double unowned(EnginePort engine) {
    return engine.cluster().partitions().stream().filter(p -> p.owner() == null).count();
  }

  private static double lagSeconds(EnginePort engine) {
    return served(engine).mapToLong(Served::lagMillis).max().orElse(0) / 1000.0;
  }

  private static void workers(
      MeterRegistry registry,
      EnginePort engine,
      String what,
      String description,
      ToDoubleFunction<WorkerInfo> value) {
    Gauge.builder("carillon.workers." + what, engine, e -> total(e, value))
        .description(description)
        .register(registry);
  }

  private static double total(EnginePort engine, ToDoubleFunction<WorkerInfo> value) {
    return engine.workers().stream().mapToDouble(value).sum();
  }
}
