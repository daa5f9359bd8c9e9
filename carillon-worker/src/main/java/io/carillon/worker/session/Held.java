package io.carillon.worker.session;

import io.carillon.protocol.Accepted;
import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Finished;
import io.carillon.protocol.Report;
import io.carillon.protocol.Started;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An attempt that was received, and whose {@code finished} report is not acknowledged. */
final class Held {

  /** How far the attempt is; and how far the servers have been told. */
  enum Stage {
    NONE,
    RECEIVED,
    STARTED,
    FINISHED
  }

  private final AttemptId id;
  private final Partition partition;
  private final long receivedAt;
  private Stage stage = Stage.RECEIVED;
  private Stage reported = Stage.NONE;
  private long startedAt;
  private @Nullable Finished finished;
  private final List<Long> sequences = new ArrayList<>(1);

  /** So short a time here that nobody is told of it unless it ends. */
  boolean young;

  Held(AttemptId id, Partition partition, long receivedAt) {
    this.id = id;
    this.partition = partition;
    this.receivedAt = receivedAt;
  }

  AttemptId id() {
    return id;
  }

  Partition partition() {
    return partition;
  }

  long receivedAt() {
    return receivedAt;
  }

  boolean ended() {
    return stage == Stage.FINISHED;
  }

  /** A server was told of it, so that it wants to know of every further step at once. */
  boolean known() {
    return reported != Stage.NONE;
  }

  void start(long at) {
    stage = Stage.STARTED;
    startedAt = at;
  }

  void finish(Finished how) {
    stage = Stage.FINISHED;
    finished = how;
  }

  /** There is something that no server was told, and it is time to. */
  boolean hasNews() {
    return reported.compareTo(stage) < 0 && (!young || known() || ended());
  }

  /** Of the reports made so far, rising. */
  List<Long> sequences() {
    return sequences;
  }

  /** The newest news alone: it says all that older ones would have said. */
  Report report(long sequence) {
    reported = stage;
    sequences.add(sequence);
    Report.Builder report = Report.newBuilder().setSequence(sequence).setId(id);
    if (finished != null) {
      report.setFinished(finished);
    } else if (stage == Stage.STARTED) {
      report.setStarted(Started.newBuilder().setAt(startedAt));
    } else {
      report.setAccepted(Accepted.getDefaultInstance());
    }
    return report.build();
  }
}
