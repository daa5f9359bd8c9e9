package io.carillon.engine.gateway;

import io.carillon.engine.loop.Loops;
import io.carillon.protocol.Register;
import io.carillon.protocol.Welcome;
import io.carillon.protocol.WorkerMessage;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one worker says on one stream. Called by one thread at a time. */
public final class Conversation {

  /**
   * What a server says to every worker.
   *
   * @param addresses of all servers
   * @param connected told of each worker that connects
   */
  record Host(
      Workers workers,
      Welcome welcome,
      Supplier<List<String>> addresses,
      Consumer<WorkerInfo> connected,
      AtomicLong sessions,
      Loops loops) {}

  private final Host host;
  private final Line line;
  private volatile @Nullable Session session;

  Conversation(Host host, Line line) {
    this.host = host;
    this.line = line;
  }

  /** A message came. */
  public void said(WorkerMessage message) {
    Session current = session;
    if (current == null) {
      current = register(message);
      if (current == null) {
        return;
      }
    }
    host.workers.heard(current, message, host.loops.clock().instant());
  }

  /** The line can take more. */
  public void ready() {
    Session current = session;
    if (current != null) {
      current.ready();
    }
  }

  /** The stream is over, whatever the cause. */
  public void ended() {
    Session current = session;
    if (current != null) {
      host.workers.disconnected(current);
    }
  }

  private @Nullable Session register(WorkerMessage message) {
    String problem = problem(message);
    if (problem != null) {
      line.end(Status.INVALID_ARGUMENT.withDescription(problem));
      return null;
    }
    Session opened =
        new Session(
            host.sessions.incrementAndGet(),
            message.getRegister(),
            host.welcome.toBuilder().addAllServers(host.addresses.get()).build(),
            line,
            host.workers::demand,
            host.loops);
    session = opened;
    host.workers.connected(opened);
    host.connected.accept(opened.info());
    return opened;
  }

  private static @Nullable String problem(WorkerMessage message) {
    Register worker = message.getRegister();
    if (!message.hasRegister()) {
      return "Expected the first message to register the worker";
    }
    if (worker.getWorkerId() == 0) {
      return "Expected a worker_id, but found 0";
    }
    if (worker.getPoolsCount() == 0) {
      return "Expected at least one pool, but found none";
    }
    return worker.getCapacity() < 1
        ? "Expected a capacity of at least 1, but found " + worker.getCapacity()
        : null;
  }
}
