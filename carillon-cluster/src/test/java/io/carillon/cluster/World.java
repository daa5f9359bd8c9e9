package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.cluster.RegistryKind.Backend;
import io.carillon.cluster.RegistryKind.Opened;
import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Membership.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A registry, and servers each with a link of its own to it. */
final class World implements AutoCloseable {

  /** The shortest that etcd knows. */
  static final Duration LEASE = Duration.ofSeconds(1);

  static final Duration HEARTBEAT = Duration.ofMillis(200);
  static final Steady CLOCK = Steady.ofMachine();

  private static final AtomicLong INCARNATIONS = new AtomicLong();

  private final Backend backend;
  private final List<Runnable> toClose = new ArrayList<>();

  World(RegistryKind kind) {
    backend = kind.start();
  }

  /** A server that has joined. */
  Server joined(String name) {
    Server server = server(name);
    server.join();
    return server;
  }

  /** A server that has not joined yet. */
  Server server(String name) {
    var link = new Link(backend.port());
    toClose.addFirst(link::close);
    var server = new Server(name, link, backend.open(link.port(), LEASE, HEARTBEAT));
    toClose.addFirst(server::close);
    return server;
  }

  /** A process that has joined. */
  ServerProcess process(String name) {
    ServerProcess process = ServerProcess.start(backend.address(), name);
    toClose.addFirst(process::close);
    return process;
  }

  @Override
  public void close() {
    toClose.forEach(Runnable::run);
    backend.close();
  }

  /** How long it took. */
  static Duration time(Runnable work) {
    Duration start = CLOCK.now();
    work.run();
    return CLOCK.now().minus(start);
  }

  /** Lets time pass: what must not happen has the chance to. */
  static void pass(Duration time) {
    Duration end = CLOCK.now().plus(time);
    await().pollInterval(Duration.ofMillis(10)).until(() -> CLOCK.now().compareTo(end) >= 0);
  }

  /** One server, in this process. */
  static final class Server implements AutoCloseable {

    final Member self;
    final Link link;
    final LeasedMembership membership;
    private final Runnable connections;

    /** As they were when the membership said that its view had changed. */
    final List<View> told = new CopyOnWriteArrayList<>();

    private Server(String name, Link link, Opened opened) {
      this.self = new Member(name, INCARNATIONS.incrementAndGet(), "host-of-" + name + ":7701");
      this.link = link;
      this.membership = opened.membership();
      this.connections = opened.connections();
    }

    void join() {
      membership.join(self, () -> told.add(membership.view()));
      assertThat(membership.view().joined()).isTrue();
      assertThat(membership.view().members()).contains(self);
    }

    /** Waits until it is a member and sees just these. */
    Duration awaitSeeing(String... names) {
      return time(
          () ->
              await()
                  .pollInterval(Duration.ofMillis(10))
                  .untilAsserted(
                      () -> {
                        assertThat(membership.view().joined()).isTrue();
                        assertThat(names(membership.view())).containsExactly(names);
                      }));
    }

    Duration awaitOut() {
      return time(
          () ->
              await().pollInterval(Duration.ofMillis(10)).until(() -> !membership.view().joined()));
    }

    static List<String> names(View view) {
      return view.members().stream().map(Member::name).toList();
    }

    @Override
    public void close() {
      membership.close();
      connections.run();
    }
  }
}
