package io.carillon.server;

import com.github.benmanes.caffeine.cache.Ticker;
import io.carillon.engine.log.LogStore;
import io.carillon.kernel.definition.Definition;
import io.carillon.model.WorkflowReader;
import io.carillon.server.access.Logins;
import io.carillon.server.access.Secrets;
import io.carillon.server.access.Tokens;
import io.carillon.server.engine.Commands;
import io.carillon.server.engine.EnginePort;
import io.carillon.server.health.Metrics;
import io.carillon.server.health.Readiness;
import io.carillon.server.log.Attempts;
import io.carillon.server.run.Runs;
import io.carillon.server.stream.Streams;
import io.carillon.server.worker.TaskTypeCatalog;
import io.carillon.server.worker.WorkerDirectory;
import io.carillon.server.workflow.DefinitionGate;
import io.carillon.server.workflow.Definitions;
import io.carillon.server.workflow.WorkflowSaver;
import io.carillon.server.workflow.Workflows;
import io.carillon.store.Accounts;
import io.carillon.store.Queries;
import io.carillon.store.WorkerNames;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The objects behind the API, made by hand and given to Spring's controllers. */
final class Components {

  final Tokens tokens;
  final Streams streams;
  final WorkflowSaver saver;
  final Readiness readiness;

  private final Accounts accounts;
  private final Queries queries;
  private final WorkerNames workerNames;
  private final EnginePort engine;
  private final LogStore logs;
  private final InstantSource clock;
  private final Secrets secrets;
  private final Commands commands;
  private final TaskTypeCatalog taskTypes;
  private final DefinitionGate gate;

  /**
   * @param outside what the API stands on
   */
  Components(Outside outside, int maxStreams) {
    this.accounts = outside.accounts();
    this.queries = outside.queries();
    this.workerNames = outside.workerNames();
    this.engine = outside.engine();
    this.logs = outside.logs();
    this.tokens = outside.tokens();
    this.clock = outside.clock();
    this.secrets = outside.secrets();
    this.readiness = new Readiness(engine);
    this.streams = new Streams(maxStreams);
    this.commands = new Commands(engine);
    this.taskTypes = new TaskTypeCatalog(engine);
    this.gate = new DefinitionGate(taskTypes, List.of(Components::checkExpressions));
    this.saver = new WorkflowSaver(gate, commands);
  }

  /** What the API stands on: in tests, some of it is in memory. */
  record Outside(
      Accounts accounts,
      Queries queries,
      WorkerNames workerNames,
      EnginePort engine,
      LogStore logs,
      Tokens tokens,
      Secrets secrets,
      InstantSource clock) {}

  private static void checkExpressions(
      io.carillon.model.Workflow workflow, WorkflowReader.Problems problems) {
    Definition.compile(
        workflow, (path, found) -> problems.report(path, found, "a sound expression", null));
  }

  /**
   * 19 MiB would be OWASP's least for two rounds; Spring's 16 MiB with random passwords will do.
   */
  static PasswordEncoder passwordEncoder() {
    return Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
  }

  void register(GenericApplicationContext context) {
    bean(context, EnginePort.class, engine);
    bean(context, Readiness.class, readiness);
    bean(context, Queries.class, queries);
    bean(context, LogStore.class, logs);
    bean(context, InstantSource.class, clock);
    bean(context, Tokens.class, tokens);
    bean(context, Streams.class, streams);
    bean(context, Commands.class, commands);
    bean(context, TaskTypeCatalog.class, taskTypes);
    bean(context, DefinitionGate.class, gate);
    bean(context, WorkflowSaver.class, saver);
    Definitions definitions = new Definitions(queries);
    Runs runs = new Runs(queries, definitions);
    bean(context, Definitions.class, definitions);
    bean(context, Runs.class, runs);
    bean(context, Workflows.class, new Workflows(queries));
    bean(context, WorkerDirectory.class, new WorkerDirectory(workerNames));
    bean(context, Attempts.class, new Attempts(runs, queries, logs, clock));
    bean(
        context,
        Logins.class,
        new Logins(accounts, passwordEncoder(), secrets, Ticker.systemTicker()));
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Metrics.bind(meters, engine, streams);
    bean(context, PrometheusMeterRegistry.class, meters);
  }

  private static <T> void bean(GenericApplicationContext context, Class<T> type, T object) {
    context.registerBean(type, () -> object);
  }
}
