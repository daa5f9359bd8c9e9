package io.carillon.bench.chaos;

import io.carillon.bench.Pace;
import io.carillon.bench.chaos.Cluster.Server;
import io.carillon.bench.chaos.Link.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Draws faults and brings them about: one at a time by and large, and never two that would leave
 * less than all servers but one.
 */
final class Injector {

  private static final Set<Fault.Kind> OF_ZOOKEEPER =
      EnumSet.of(Fault.Kind.REGISTRY_LINK, Fault.Kind.REGISTRY_RESTARTS);

  private static final List<Trouble> TROUBLES = List.of(Trouble.values());

  private final Cluster cluster;
  private final Rows rows;
  private final Random random;
  private final Consumer<Fault> told;
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Set<String> troubled = new HashSet<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final List<Fault.Kind> bag = new ArrayList<>();

  /**
   * @param told of each fault once it is over
   */
  Injector(Cluster cluster, Rows rows, long seed, Consumer<Fault> told) {
    this.cluster = cluster;
    this.rows = rows;
    this.random = new Random(seed);
    this.told = told;
  }

  List<Fault> faults() {
    return List.copyOf(faults);
  }

  /** A fault every so often; returns when the last is over. */
  void run(Duration length, Duration every) {
    int times = (int) (length.toMillis() / every.toMillis());
    long start = Pace.nanos();
    for (int i = 0; i < times; i++) {
      Pace.pause(every.multipliedBy(i).minusNanos(Pace.nanos() - start));
      Fault fault = draw();
      if (fault != null) {
        begin(fault);
      }
    }
    Pace.pause(length.minusNanos(Pace.nanos() - start));
    Pace.await("an end of all faults", Duration.ofMinutes(3), () -> underWay.get() == 0);
    if (!failures.isEmpty()) {
      throw new IllegalStateException("Expected to bring faults about", failures.getFirst());
    }
  }

  /**
   * Every kind comes as often as its weight says, in an order by chance.
   *
   * @return {@code null}: what is under way leaves no room for another
   */
  private @Nullable Fault draw() {
    for (int tries = 0; tries < 20; tries++) {
      if (bag.isEmpty()) {
        for (Fault.Kind kind : Fault.Kind.values()) {
          if (cluster.zookeeper() != null || !OF_ZOOKEEPER.contains(kind)) {
            bag.addAll(Collections.nCopies(kind.weight(), kind));
          }
        }
        Collections.shuffle(bag, random);
      }
      for (Fault.Kind kind : List.copyOf(bag)) {
        Fault fault = draw(kind);
        if (fault != null && claim(fault)) {
          bag.remove(kind);
          return fault;
        }
      }
      Pace.pause(Duration.ofMillis(50));
    }
    return null;
  }

  private @Nullable Fault draw(Fault.Kind kind) {
    List<Server> servers = cluster.servers();
    Server server = servers.get(random.nextInt(servers.size()));
    Server other = servers.get(random.nextInt(servers.size()));
    Node worker = cluster.workers().get(random.nextInt(cluster.workers().size()));
    long millis = random.nextBoolean() ? between(500, 1300) : between(2500, 5000);
    Trouble trouble = TROUBLES.get(random.nextInt(TROUBLES.size()));
    String linked = "%s for %d ms".formatted(trouble, millis);
    String time = millis + " ms";
    return switch (kind) {
      case KILL_SERVER, END_SERVER ->
          new Fault(kind, Set.of(server.name()), between(300, 2500) + " ms");
      case PAUSE_SERVER -> new Fault(kind, Set.of(server.name()), time);
      case KILL_WORKER, END_WORKER ->
          new Fault(kind, Set.of(worker.name()), between(300, 2500) + " ms");
      case PAUSE_WORKER -> new Fault(kind, Set.of(worker.name()), time);
      case DATABASE_ENDS, DATABASE_CRASHES ->
          new Fault(kind, Set.of("database"), between(100, 1500) + " ms");
      case REGISTRY_RESTARTS -> new Fault(kind, Set.of("registry"), between(100, 3000) + " ms");
      case DATABASE_LINK, REGISTRY_LINK -> new Fault(kind, Set.of(server.name()), linked);
      case WORKER_LINK -> new Fault(kind, Set.of(server.name(), worker.name()), linked);
      case PEER_LINK ->
          server.equals(other)
              ? null
              : new Fault(kind, Set.of(server.name(), other.name()), linked);
    };
  }

  private long between(int least, int most) {
    return least + (long) random.nextInt(most - least);
  }

  /** Whether its subjects are well, and no second server would be. */
  private boolean claim(Fault fault) {
    synchronized (troubled) {
      boolean servers = cluster.servers().stream().map(Server::name).anyMatch(troubled::contains);
      boolean server =
          cluster.servers().stream().map(Server::name).anyMatch(fault.subjects::contains);
      if ((servers && server) || fault.subjects.stream().anyMatch(troubled::contains)) {
        return false;
      }
      troubled.addAll(fault.subjects);
      return true;
    }
  }

  private void begin(Fault fault) {
    underWay.incrementAndGet();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                faults.add(fault);
                bring(fault);
              } catch (RuntimeException | Error e) {
                failures.add(e);
              } finally {
                fault.to = Pace.epochMicros();
                synchronized (troubled) {
                  troubled.removeAll(fault.subjects);
                }
                told.accept(fault);
                underWay.decrementAndGet();
              }
            });
  }

  private void bring(Fault fault) {
    Duration time = time(fault);
    switch (fault.kind) {
      case KILL_SERVER, END_SERVER -> endServer(fault, time);
      case KILL_WORKER, END_WORKER -> endWorker(fault, time);
      case PAUSE_SERVER -> pause(fault, server(fault).node(), time);
      case PAUSE_WORKER -> pause(fault, worker(fault), time);
      case DATABASE_ENDS, DATABASE_CRASHES -> database(fault, time);
      case REGISTRY_RESTARTS -> registry(fault, time);
      case DATABASE_LINK -> link(fault, List.of(server(fault).database()), null, time);
      case REGISTRY_LINK -> {
        Link link = server(fault).registry();
        link(fault, link == null ? List.of() : List.of(link), null, time);
      }
      case WORKER_LINK -> {
        long dialler = worker(fault).pid();
        link(fault, List.of(server(fault).inbound()), pid -> pid == dialler, time);
      }
      case PEER_LINK -> {
        List<Server> both =
            cluster.servers().stream().filter(s -> fault.subjects.contains(s.name())).toList();
        Set<Long> pids = Set.of(both.get(0).node().pid(), both.get(1).node().pid());
        link(fault, both.stream().map(Server::inbound).toList(), pids::contains, time);
      }
    }
  }

  private void endServer(Fault fault, Duration time) {
    Node node = server(fault).node();
    fault.partitions = rows.ownedBy(node.name());
    fault.from = Pace.epochMicros();
    if (fault.kind == Fault.Kind.KILL_SERVER) {
      node.kill();
    } else {
      node.terminate();
    }
    Pace.pause(time);
    cluster.startServing(node);
  }

  private void endWorker(Fault fault, Duration time) {
    Node node = worker(fault);
    fault.process = node.incarnations().getLast().label();
    fault.from = Pace.epochMicros();
    if (fault.kind == Fault.Kind.KILL_WORKER) {
      node.kill();
    } else {
      node.terminate();
    }
    Pace.pause(time);
    cluster.start(node);
  }

  private static void pause(Fault fault, Node node, Duration time) {
    long pid = node.pid();
    fault.from = Pace.epochMicros();
    Signal.STOP.send(pid);
    Pace.pause(time);
    Signal.CONT.send(pid);
  }

  private void database(Fault fault, Duration time) {
    fault.from = Pace.epochMicros();
    if (fault.kind == Fault.Kind.DATABASE_CRASHES) {
      cluster.postgres().stopImmediately();
    } else {
      cluster.postgres().stopFast();
    }
    Pace.pause(time);
    cluster.postgres().startAgain();
  }

  private void registry(Fault fault, Duration time) {
    var zookeeper = cluster.zookeeper();
    if (zookeeper == null) {
      throw new IllegalStateException("Expected ZooKeeper, but it is not the registry");
    }
    fault.from = Pace.epochMicros();
    try {
      zookeeper.stop();
      Pace.pause(time);
      zookeeper.restart();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void link(
      Fault fault, List<Link> links, @Nullable LongPredicate who, Duration time) {
    Trouble trouble = Trouble.valueOf(fault.detail.substring(0, fault.detail.indexOf(' ')));
    fault.from = Pace.epochMicros();
    links.forEach(link -> link.trouble(trouble, who));
    Pace.pause(time);
    links.forEach(Link::mend);
  }

  private static Duration time(Fault fault) {
    String[] words = fault.detail.split(" ", -1);
    return Duration.ofMillis(Long.parseLong(words[words.length - 2]));
  }

  private Server server(Fault fault) {
    return cluster.servers().stream()
        .filter(server -> fault.subjects.contains(server.name()))
        .findFirst()
        .orElseThrow();
  }

  private Node worker(Fault fault) {
    return cluster.workers().stream()
        .filter(worker -> fault.subjects.contains(worker.name()))
        .findFirst()
        .orElseThrow();
  }
}
