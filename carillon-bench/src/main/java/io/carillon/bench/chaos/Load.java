package io.carillon.bench.chaos;

import io.carillon.bench.Pace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Asks for runs, so many a second, whatever becomes of those before. */
final class Load {

  /** More than wait for an answer are not sent: the load is behind then, and says so. */
  private static final int IN_FLIGHT = 400;

  /** As many while processes are cold, so that they are not buried. */
  private static final int AT_FIRST = 12;

  private static final long WARM_MICROS = 500_000;

  private final Client client;
  private final int rate;
  private final SplittableRandom random;
  private final Semaphore room = new Semaphore(AT_FIRST);
  private final ConcurrentLinkedQueue<Trigger> triggers = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;
  private final AtomicLong heldUpNanos = new AtomicLong();
  private Thread thread = Thread.currentThread();

  Load(Client client, int rate, long seed) {
    this.client = client;
    this.rate = rate;
    this.random = new SplittableRandom(seed);
  }

  void prepare() throws IOException {
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < kind.workflows(); i++) {
        client.save(kind.workflow(i), kind.definition(i));
      }
    }
  }

  void start() {
    thread = Thread.ofPlatform().daemon().start(this::run);
  }

  private void run() {
    long due = Pace.nanos();
    for (long i = 0; !ended; i++) {
      due += 1_000_000_000L / rate;
      while (Pace.nanos() < due) {
        LockSupport.parkNanos(due - Pace.nanos());
      }
      if (!room.tryAcquire()) {
        long before = Pace.nanos();
        room.acquireUninterruptibly();
        heldUpNanos.addAndGet(Pace.nanos() - before);
        due = Pace.nanos();
      }
      Kind kind = Kind.of(random.nextInt(1000));
      String workflow = kind.workflow(random.nextInt(kind.workflows()));
      Trigger trigger = new Trigger("k" + i, kind, workflow, Pace.epochMicros());
      triggers.add(trigger);
      Thread.ofVirtual().start(() -> ask(trigger));
    }
  }

  /** Whether answers come soon: every process has done its work for some time, then. */
  boolean warm() {
    List<Trigger> all = triggers();
    List<Trigger> last = all.subList(Math.max(0, all.size() - rate * 3), all.size());
    long slow = last.stream().filter(Load::slow).count();
    return last.size() >= rate * 3 && slow < last.size() / 20;
  }

  /** From now on it asks whatever becomes of what was asked before. */
  void open() {
    room.release(IN_FLIGHT - AT_FIRST);
    heldUpNanos.set(0);
  }

  private static boolean slow(Trigger trigger) {
    long until = trigger.acknowledged() ? trigger.acknowledgedAt : Pace.epochMicros();
    return until - trigger.sentAt > WARM_MICROS;
  }

  private void ask(Trigger trigger) {
    try {
      client.trigger(trigger);
    } finally {
      room.release();
    }
  }

  /** Ends; returns when all that was asked for is acknowledged. */
  void end() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Pace.await(
        "an answer to every request",
        Duration.ofMinutes(1),
        () -> triggers.stream().allMatch(Trigger::acknowledged));
  }

  /** All so far, in the order in which they were asked for. */
  List<Trigger> triggers() {
    return List.copyOf(triggers);
  }

  double heldUpSeconds() {
    return heldUpNanos.get() / 1e9;
  }
}
