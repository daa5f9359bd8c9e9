package io.carillon.worker.session;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Finished;
import io.carillon.protocol.Holding;
import io.carillon.protocol.Owned;
import io.carillon.protocol.Report;
import io.carillon.protocol.WorkerMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a worker holds and has to report, whichever server it came from. Each attempt belongs to a
 * partition, by its run's id; its news go to the stream whose server owns the partition, or wait.
 */
final class Attempts {

  /** An attempt that is over by then needs one report only. */
  static final long PATIENCE_MILLIS = 5;

  private static final int PARTITIONS = 1024;
  // A message stays far below the 4 MiB that gRPC takes by default.
  private static final int MESSAGE_BYTES = 1024 * 1024;
  private static final int MESSAGE_REPORTS = 1_000;

  private final @Nullable Partition[] partitions = new @Nullable Partition[PARTITIONS];
  private final Set<AttemptId> slots = new HashSet<>();

  /** Attempts that no server was told of yet, in the order of their arrival. */
  private final Deque<Held> young = new ArrayDeque<>();

  /** Reports that wait to be acknowledged, by sequence. */
  private final Map<Long, Report> kept = new HashMap<>();

  private @Nullable ServerStream single;
  private int holding;
  private long sequence;
  private long keptBytes;

  Partition partition(AttemptId id) {
    return partition((int) (id.getRunId() & (PARTITIONS - 1)));
  }

  private Partition partition(int number) {
    Partition partition = partitions[number];
    if (partition == null) {
      partition = new Partition(number);
      partitions[number] = partition;
      if (single != null) {
        partition.belongsTo(single, 0);
      }
    }
    return partition;
  }

  private List<Partition> known() {
    List<Partition> known = new ArrayList<>();
    for (Partition partition : partitions) {
      if (partition != null) {
        known.add(partition);
      }
    }
    return known;
  }

  @Nullable Held find(AttemptId id) {
    return partition(id).held().get(id);
  }

  /** Begins to hold an attempt that takes a slot. */
  void hold(AttemptId id, long now) {
    Held attempt = add(id, now);
    slots.add(id);
    attempt.young = true;
    young.add(attempt);
  }

  /** Reports an attempt that never ran here. */
  void endAtOnce(AttemptId id, Finished.Outcome outcome, long now) {
    add(id, now);
    finished(id, Finished.newBuilder().setOutcome(outcome).setEndedAt(now).build());
  }

  private Held add(AttemptId id, long now) {
    Partition partition = partition(id);
    Held attempt = new Held(id, partition, now);
    partition.held().put(id, attempt);
    holding++;
    return attempt;
  }

  void started(AttemptId id, long at) {
    Held attempt = find(id);
    if (attempt != null && !attempt.ended()) {
      attempt.start(at);
      announce(attempt);
    }
  }

  void finished(AttemptId id, Finished how) {
    Held attempt = find(id);
    if (attempt != null && !attempt.ended()) {
      attempt.finish(how);
      announce(attempt);
    }
  }

  /** Returns whether it had a slot. */
  boolean freed(AttemptId id) {
    return slots.remove(id);
  }

  boolean hasSlot(AttemptId id) {
    return slots.contains(id);
  }

  int slotsTaken() {
    return slots.size();
  }

  int holding() {
    return holding;
  }

  long keptBytes() {
    return keptBytes;
  }

  /** All that is held. */
  List<AttemptId> held() {
    return known().stream().flatMap(partition -> partition.held().keySet().stream()).toList();
  }

  /** The server has committed the report, or needs it no more: it is forgotten. */
  void acknowledged(long acknowledged) {
    Report report = forget(acknowledged);
    if (report != null && report.hasFinished()) {
      Held attempt = partition(report.getId()).held().remove(report.getId());
      if (attempt != null) {
        holding--;
        attempt.sequences().forEach(this::forget);
      }
    }
  }

  private @Nullable Report forget(long acknowledged) {
    Report report = kept.remove(acknowledged);
    if (report != null) {
      keptBytes -= report.getSerializedSize();
    }
    return report;
  }

  /** Says again what was said of an attempt and is not acknowledged. */
  void repeat(Held attempt) {
    ServerStream route = attempt.partition().route();
    if (route != null) {
      route.repeats().addAll(keptOf(List.of(attempt)));
    }
  }

  /** The only server is here: from before partitions were announced. */
  void singleServer(ServerStream stream) {
    single = stream;
    List<Held> all = new ArrayList<>();
    for (Partition partition : known()) {
      partition.belongsTo(stream, 0);
      all.addAll(partition.held().values());
    }
    tell(stream, all);
  }

  /** A server owns a partition, and asks what is held of it. */
  void announced(ServerStream stream, Owned owned) {
    if (owned.getPartition() < 0 || owned.getPartition() >= PARTITIONS) {
      return;
    }
    stream.questions().add(owned);
    Partition partition = partition(owned.getPartition());
    if (partition.announced(stream, owned.getEpoch())) {
      tell(stream, List.copyOf(partition.held().values()));
    }
  }

  void released(ServerStream stream, int number) {
    if (number >= 0 && number < PARTITIONS) {
      partition(number).left(stream);
    }
  }

  void streamEnded(ServerStream stream) {
    if (stream.equals(single)) {
      single = null;
    }
    known().forEach(partition -> partition.left(stream));
  }

  void forgetOwners(Predicate<String> gone) {
    known().forEach(partition -> partition.forgetOwner(gone));
  }

  /** All that is not acknowledged of these attempts, and then what is new. */
  private void tell(ServerStream stream, List<Held> attempts) {
    stream.repeats().addAll(keptOf(attempts));
    attempts.stream().filter(Held::hasNews).forEach(stream.news()::add);
  }

  private List<Report> keptOf(List<Held> attempts) {
    return attempts.stream()
        .flatMap(attempt -> attempt.sequences().stream())
        .map(kept::get)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparingLong(Report::getSequence))
        .toList();
  }

  /** It is time to tell of those that did not end within the patience. */
  void age(long now) {
    for (Held first = young.peek();
        first != null && (first.known() || first.ended() || dueAt(first) <= now);
        first = young.peek()) {
      young.remove();
      first.young = false;
      announce(first);
    }
  }

  /** When {@link #age} has something to do. */
  long dueAt() {
    Held first = young.peek();
    return first == null ? Long.MAX_VALUE : dueAt(first);
  }

  private static long dueAt(Held attempt) {
    return attempt.receivedAt() + PATIENCE_MILLIS;
  }

  private static void announce(Held attempt) {
    ServerStream route = attempt.partition().route();
    if (route != null && attempt.hasNews()) {
      route.news().add(attempt);
    }
  }

  /** Puts what the stream has to be told into the message, as far as there is room. */
  void tell(ServerStream stream, WorkerMessage.Builder message) {
    int bytes = answer(stream, message);
    while (stream.questions().isEmpty()
        && message.getReportsCount() < MESSAGE_REPORTS
        && bytes < MESSAGE_BYTES) {
      Report report = nextReport(stream);
      if (report == null) {
        return;
      }
      message.addReports(report);
      bytes += report.getSerializedSize();
    }
  }

  /** What is held is said as it is now: attempts that came after the question count. */
  private int answer(ServerStream stream, WorkerMessage.Builder message) {
    int bytes = 0;
    for (Owned owned = stream.questions().peek();
        owned != null && bytes < MESSAGE_BYTES;
        owned = stream.questions().peek()) {
      stream.questions().remove();
      Holding answer =
          Holding.newBuilder()
              .setPartition(owned.getPartition())
              .setEpoch(owned.getEpoch())
              .addAllAttempts(partition(owned.getPartition()).held().keySet())
              .build();
      message.addHolding(answer);
      bytes += answer.getSerializedSize();
    }
    return bytes;
  }

  private @Nullable Report nextReport(ServerStream stream) {
    for (Report again = stream.repeats().poll(); again != null; again = stream.repeats().poll()) {
      if (kept.containsKey(again.getSequence()) && isRoute(stream, partition(again.getId()))) {
        return again;
      }
    }
    for (Held attempt = stream.news().poll(); attempt != null; attempt = stream.news().poll()) {
      // Another server may own it by now, and then tells it itself; or it was queued twice.
      if (isRoute(stream, attempt.partition()) && attempt.hasNews()) {
        Report report = attempt.report(++sequence);
        kept.put(sequence, report);
        keptBytes += report.getSerializedSize();
        return report;
      }
    }
    return null;
  }

  private static boolean isRoute(ServerStream stream, Partition partition) {
    return stream.equals(partition.route());
  }
}
