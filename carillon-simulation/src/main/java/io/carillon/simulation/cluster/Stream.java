package io.carillon.simulation.cluster;

import io.carillon.engine.gateway.Conversation;
import io.carillon.engine.gateway.Line;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Holding;
import io.carillon.protocol.Owned;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.WorkerMessage;
import io.carillon.simulation.clockwork.Machine;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a worker to a server: in order and without gaps for as long as it lasts, each way for
 * itself. While a way is cut, what is on it waits. When the stream breaks, either end learns it
 * after what still arrives, or never.
 */
public final class Stream {

  /** So many messages wait on a way until its sender is told to stop. */
  private static final int WINDOW = 8;

  /** A few that were recorded just before the stream was opened anew are sent again. */
  private static final long ROUNDING = 3;

  private static final Object END = "the end";

  private final World world;
  private final SimWorker worker;
  private final String address;
  private final Way toServer;
  private final Way toWorker;
  private @Nullable SimServer server;
  private @Nullable Conversation conversation;
  private boolean over;

  /** What the server has heard of credits. */
  private long granted;

  /** What it has used of them. */
  private long used;

  private long openedAt;

  /** When the server heard the worker. */
  private final TreeSet<Long> heard = new TreeSet<>();

  /** When the worker had said what it holds of the partition in that epoch. */
  private final Map<Owned, Long> answered = new HashMap<>();

  Stream(World world, SimWorker worker, String address) {
    this.world = world;
    this.worker = worker;
    this.address = address;
    this.toServer = new Way(worker.place(), address, null);
    this.toWorker = new Way(address, worker.place(), worker.machine());
    world.opened(this);
  }

  SimWorker worker() {
    return worker;
  }

  public SortedSet<Long> heard() {
    return heard;
  }

  public boolean isTo(Machine machine) {
    return server != null && server.machine() == machine;
  }

  public @Nullable Long answered(int partition, long epoch) {
    return answered.get(Owned.newBuilder().setPartition(partition).setEpoch(epoch).build());
  }

  // ---- the worker's end ----

  boolean readyForWorker() {
    return toServer.ready();
  }

  void say(WorkerMessage message) {
    world.history().message(worker.place(), address, message);
    toServer.put(message);
  }

  /** The worker gives it up. */
  void drop() {
    toWorker.dead = true;
    toServer.cutOff();
  }

  /** The worker's process has died. */
  void workerDied() {
    toWorker.dead = true;
    if (world.dice().chance(0.7)) {
      toServer.cutOff();
    }
  }

  void workerClosed() {
    toServer.put(END);
  }

  // ---- what happens to it ----

  void serverDied() {
    over = true;
    toServer.dead = true;
    if (world.dice().chance(0.7)) {
      toWorker.cutOff();
    }
  }

  /** It breaks on the way. */
  public void breaks() {
    toServer.cutOff();
    toWorker.cutOff();
  }

  private void reachedServer(Object item) {
    if (server == null && !END.equals(item)) {
      server = world.serverAt(address);
      if (server == null) {
        toServer.dead = true;
        toWorker.put(END);
        return;
      }
      toServer.receiver = server.machine();
      server.opened(this);
      openedAt = world.scheduler().now();
      conversation = server.engine().gateway().open(new ServerEnd(server));
    }
    SimServer reached = server;
    Conversation talk = conversation;
    if (talk == null || reached == null || over) {
      return;
    }
    if (item instanceof WorkerMessage message) {
      world.scheduler().after(0, reached.machine(), () -> said(talk, message));
    } else {
      world.scheduler().after(0, reached.machine(), () -> endedAtServer(reached, talk));
    }
  }

  private void said(Conversation talk, WorkerMessage message) {
    if (over) {
      return;
    }
    heard.add(world.scheduler().now());
    granted = Math.max(granted, message.getCreditsGranted());
    for (Holding holding : message.getHoldingList()) {
      Owned question =
          Owned.newBuilder()
              .setPartition(holding.getPartition())
              .setEpoch(holding.getEpoch())
              .build();
      answered.putIfAbsent(question, world.scheduler().now());
    }
    talk.said(message);
  }

  private void endedAtServer(SimServer reached, Conversation talk) {
    if (!over) {
      over = true;
      talk.ended();
      reached.closed(this);
    }
  }

  private void reachedWorker(Object item) {
    if (item instanceof ServerMessage message) {
      worker.received(this, message);
      Conversation talk = conversation;
      SimServer speaker = server;
      if (talk != null && speaker != null && toWorker.queue.size() == WINDOW - 1) {
        world.scheduler().after(world.faults().streamDelay(), speaker.machine(), talk::ready);
      }
    } else {
      worker.broken(this);
    }
  }

  /** What was recorded since the stream was opened takes a credit; what is sent again does not. */
  private void checkCredits(ServerMessage message) {
    for (Dispatch dispatch : message.getDispatchesList()) {
      used += world.witness().recordedSince(dispatch.getId(), openedAt) ? 1 : 0;
    }
    world
        .history()
        .check(
            used <= granted + ROUNDING,
            "%d attempts were sent to %s for %d credits",
            used,
            worker.machine().name(),
            granted);
  }

  /** What a server has of it. */
  private final class ServerEnd implements Line {

    private final SimServer speaker;

    ServerEnd(SimServer speaker) {
      this.speaker = speaker;
    }

    @Override
    public boolean ready() {
      return toWorker.ready();
    }

    @Override
    public void send(ServerMessage message) {
      checkCredits(message);
      world.history().message(speaker.name(), worker.place(), message);
      world.witness().sent(speaker, worker, message);
      toWorker.put(message);
    }

    @Override
    public void end(Status why) {
      over = true;
      speaker.closed(Stream.this);
      toWorker.put(END);
    }
  }

  /** One direction. */
  private final class Way {
    final String from;
    final String to;
    final Deque<Object> queue = new ArrayDeque<>();
    @Nullable Machine receiver;
    boolean dead;
    boolean moving;

    Way(String from, String to, @Nullable Machine receiver) {
      this.from = from;
      this.to = to;
      this.receiver = receiver;
    }

    boolean ready() {
      return queue.size() < WINDOW;
    }

    void put(Object item) {
      if (!dead) {
        queue.add(item);
        move();
      }
    }

    /** Nothing more comes; of what is on its way, perhaps nothing either. */
    void cutOff() {
      if (world.dice().chance(0.5)) {
        queue.clear();
      }
      put(END);
      dead = true;
    }

    private void move() {
      if (!moving) {
        moving = true;
        world.scheduler().after(world.faults().streamDelay(), receiver, this::arrive);
      }
    }

    private void arrive() {
      moving = false;
      if (queue.isEmpty()) {
        return;
      }
      if (!world.network().open(from, to)) {
        moving = true;
        world
            .network()
            .whenHealed(
                () -> {
                  moving = false;
                  move();
                });
        return;
      }
      boolean full = !ready();
      Object item = queue.remove();
      if (this == toServer) {
        reachedServer(item);
        if (full) {
          worker.wake();
        }
      } else {
        reachedWorker(item);
      }
      if (!queue.isEmpty()) {
        move();
      }
    }
  }
}
