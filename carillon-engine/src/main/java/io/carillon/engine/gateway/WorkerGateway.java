package io.carillon.engine.gateway;

import io.carillon.engine.loop.Loops;
import io.carillon.engine.partition.Outside;
import io.carillon.protocol.Welcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Where workers come in. */
public final class WorkerGateway implements AutoCloseable {

  private final Workers workers;
  private final Conversation.Host host;

  /**
   * @param lease a worker that is silent for longer is lost
   * @param isolation by when a worker that cannot make itself heard has stopped what must not run
   *     twice
   * @param addresses host:port of all servers
   * @param connected told of each worker that connects
   */
  public WorkerGateway(
      String serverName,
      Duration lease,
      Duration isolation,
      Supplier<List<String>> addresses,
      Consumer<WorkerInfo> connected,
      Loops loops) {
    this.workers = new Workers(lease, loops);
    Welcome welcome =
        Welcome.newBuilder()
            .setServerName(serverName)
            .setLeaseMillis((int) lease.toMillis())
            .setHeartbeatMillis((int) lease.toMillis() / 4)
            .setIsolationMillis((int) isolation.toMillis())
            .setProtocol(Session.ANSWERING)
            .build();
    this.host =
        new Conversation.Host(workers, welcome, addresses, connected, new AtomicLong(), loops);
  }

  public Outside outside() {
    return workers;
  }

  /** A worker has opened a stream. */
  public Conversation open(Line line) {
    return new Conversation(host, line);
  }

  /** Tells all workers which servers there are. */
  public void serversChanged() {
    workers.tellServers(host.addresses().get());
  }

  public List<WorkerInfo> workers() {
    return workers.infos();
  }

  /** Config schemas by task type, as connected workers offer them. */
  public Map<String, String> taskTypes() {
    return workers.taskTypes();
  }

  @Override
  public void close() {
    workers.close();
  }
}
