package io.carillon.simulation.cluster;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Finished;
import io.carillon.protocol.Register;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.TaskType;
import io.carillon.protocol.WorkerMessage;
import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.clockwork.Machine;
import io.carillon.worker.session.Order;
import io.carillon.worker.session.WorkerSessions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One life of a worker: drives {@link WorkerSessions} as the worker's own loop does, and pretends
 * to run tasks.
 */
public final class SimWorker {

  /** What it can do. */
  public static final String TASK_TYPE = "work";

  /** Any: that the servers' clocks are the workers' is nowhere said. */
  private static final long CLOCK_START = 1_780_000_000_000L;

  private static final long LONGEST_BACKOFF = 2_000;
  private static final long DRAIN_PATIENCE = 2 * Dice.SECOND;
  private static final long GOODBYE_PATIENCE = 5 * Dice.SECOND;

  /** The way to one server. */
  private static final class Link {
    @Nullable Stream stream;
    long dialAt;
    long backoff = 50;
  }

  private final World world;
  private final String name;
  private final long id;
  private final int capacity;
  private final Machine machine;
  private final WorkerSessions sessions;
  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Map<AttemptId, Execution> executions = new LinkedHashMap<>();
  private final List<Runnable> inbox = new ArrayList<>();
  private long scheduled;
  private boolean draining;
  private boolean woken;

  SimWorker(World world, String name, int capacity, List<String> seeds) {
    this.world = world;
    this.name = name;
    this.capacity = capacity;
    this.id = world.dice().positive();
    this.machine = world.machine(name + "#" + Long.toHexString(id & 0xffff));
    Register identity =
        Register.newBuilder()
            .setWorkerId(id)
            .setName(name)
            .addPools("default")
            .addTaskTypes(TaskType.newBuilder().setName(TASK_TYPE))
            .setCapacity(capacity)
            .build();
    this.sessions = new WorkerSessions(identity, seeds);
    wake();
  }

  public Machine machine() {
    return machine;
  }

  public long id() {
    return id;
  }

  /** Where it is on the network: the same in every life. */
  public String place() {
    return name;
  }

  public boolean draining() {
    return draining;
  }

  /** Whether no attempt is left, nor any report. */
  public boolean idle() {
    return executions.isEmpty() && sessions.holding() == 0;
  }

  public List<Stream> streams() {
    return links.values().stream().map(link -> link.stream).filter(s -> s != null).toList();
  }

  // ---- what happens to it ----

  public void crash() {
    world.history().note("%s crashes", machine.name());
    executions.values().forEach(Execution::gone);
    executions.clear();
    machine.die();
    streams().forEach(Stream::workerDied);
  }

  /** SIGTERM: finishes what it runs, or hands it back. */
  public void drain() {
    if (draining) {
      return;
    }
    draining = true;
    world.history().note("%s drains", machine.name());
    inbox.add(sessions::drain);
    wake();
    world.scheduler().after(DRAIN_PATIENCE, machine, this::handBack);
    world.scheduler().after(DRAIN_PATIENCE + GOODBYE_PATIENCE, machine, this::end);
    endWhenIdle();
  }

  private void handBack() {
    List.copyOf(executions.values())
        .forEach(execution -> execution.stop(Finished.Outcome.OUTCOME_HANDED_BACK));
  }

  private void endWhenIdle() {
    if (idle() && inbox.isEmpty()) {
      end();
    } else {
      world.scheduler().after(20 * Dice.MILLI, machine, this::endWhenIdle);
    }
  }

  private void end() {
    streams().forEach(Stream::workerClosed);
    crash();
  }

  // ---- the loop ----

  void wake() {
    if (!woken) {
      woken = true;
      schedule(world.faults().stepDelay());
    }
  }

  private void schedule(long micros) {
    long number = ++scheduled;
    world
        .scheduler()
        .after(
            micros,
            machine,
            () -> {
              if (number == scheduled) {
                loop();
              }
            });
  }

  private long now() {
    return CLOCK_START + machine.monotonic() / Dice.MILLI;
  }

  private void loop() {
    woken = false;
    List<Runnable> events = List.copyOf(inbox);
    inbox.clear();
    events.forEach(Runnable::run);
    long now = now();
    giveUpUseless(now);
    followServers();
    links.forEach(
        (server, link) -> {
          if (link.stream == null && link.dialAt <= now) {
            Stream stream = new Stream(world, this, server);
            link.stream = stream;
            send(stream, sessions.connected(server, now));
          }
        });
    carryOut(sessions.due(now));
    links.forEach((server, link) -> speak(server, link, now));
    long due = sessions.dueAt();
    for (Link link : links.values()) {
      due = link.stream == null ? Math.min(due, link.dialAt) : due;
    }
    if (!woken && due < Long.MAX_VALUE) {
      schedule(Math.max(0, due - now()) * Dice.MILLI + world.faults().stepDelay());
    }
  }

  private void giveUpUseless(long now) {
    links.forEach(
        (server, link) -> {
          if (link.stream != null && sessions.useless(server, now) != null) {
            drop(server, link);
          }
        });
  }

  private void followServers() {
    Set<String> servers = sessions.servers();
    links.keySet().removeIf(server -> !servers.contains(server));
    servers.forEach(server -> links.computeIfAbsent(server, any -> new Link()));
  }

  private void speak(String server, Link link, long now) {
    Stream stream = link.stream;
    while (stream != null && stream.readyForWorker()) {
      WorkerMessage message = sessions.next(server, now);
      if (message == null) {
        return;
      }
      send(stream, message);
    }
  }

  private void send(Stream stream, WorkerMessage message) {
    world.witness().said(this, message);
    stream.say(message);
  }

  private void drop(String server, Link link) {
    Stream stream = link.stream;
    sessions.disconnected(server, now());
    link.stream = null;
    link.dialAt = now() + world.dice().between(link.backoff / 2, link.backoff);
    link.backoff = Math.min(LONGEST_BACKOFF, link.backoff * 2);
    if (stream != null) {
      stream.drop();
    }
  }

  void received(Stream stream, ServerMessage message) {
    inbox.add(() -> with(stream, (server, link) -> took(server, link, message)));
    wake();
  }

  private void took(String server, Link link, ServerMessage message) {
    if (message.hasWelcome()) {
      link.backoff = 50;
    }
    carryOut(sessions.received(server, message, now()));
  }

  void broken(Stream stream) {
    inbox.add(() -> with(stream, this::drop));
    wake();
  }

  /** What is to be done with the link of a stream, if it still has it. */
  private interface OnLink {
    void apply(String server, Link link);
  }

  private void with(Stream stream, OnLink action) {
    for (Map.Entry<String, Link> entry : List.copyOf(links.entrySet())) {
      if (entry.getValue().stream == stream) {
        action.apply(entry.getKey(), entry.getValue());
      }
    }
  }

  // ---- attempts ----

  private void carryOut(List<Order> orders) {
    for (Order order : orders) {
      if (order instanceof Order.Start start) {
        start(start.dispatch());
      } else if (order instanceof Order.Stop stop) {
        Execution execution = executions.get(stop.id());
        if (execution != null) {
          switch (stop.why()) {
            case CANCELLED, SUPERSEDED -> execution.stop(Finished.Outcome.OUTCOME_CANCELLED);
            case ISOLATED -> execution.stop(Finished.Outcome.OUTCOME_FAILED);
            case ISOLATED_TOO_LONG -> execution.kill();
          }
        }
      }
    }
  }

  private void start(Dispatch dispatch) {
    Execution execution = new Execution(world, this, dispatch);
    Execution before = executions.put(dispatch.getId(), execution);
    world
        .history()
        .check(
            before == null && executions.size() <= capacity,
            "%s has room for %d, but runs %s",
            machine.name(),
            capacity,
            executions.keySet());
    execution.start();
  }

  void started(AttemptId attempt) {
    long at = now();
    inbox.add(() -> sessions.started(attempt, at));
  }

  void finished(AttemptId attempt, Finished.Builder how, boolean freed) {
    Finished outcome = how.setEndedAt(now()).build();
    if (freed) {
      executions.remove(attempt);
    }
    inbox.add(
        () -> {
          sessions.finished(attempt, outcome);
          if (freed) {
            sessions.freed(attempt, now());
          }
        });
    wake();
  }

  void freed(AttemptId attempt) {
    executions.remove(attempt);
    inbox.add(() -> sessions.freed(attempt, now()));
    wake();
  }
}
