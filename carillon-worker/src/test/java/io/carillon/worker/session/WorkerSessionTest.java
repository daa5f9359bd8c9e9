package io.carillon.worker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.Dispatch;
import io.carillon.protocol.Finished;
import io.carillon.protocol.Finished.Outcome;
import io.carillon.protocol.Register;
import io.carillon.protocol.Report;
import io.carillon.protocol.Welcome;
import io.carillon.protocol.WorkerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the session says, step by step. Time is in milliseconds from 0. */
class WorkerSessionTest {

  private static final Finished SUCCESS =
      Finished.newBuilder().setOutcome(Outcome.OUTCOME_SUCCEEDED).build();

  private final WorkerSession session =
      new WorkerSession(Register.newBuilder().setWorkerId(9).setCapacity(2).build());
  private long now;

  private static AttemptId id(long run) {
    return AttemptId.newBuilder().setRunId(run).setAttempt(1).build();
  }

  private WorkerMessage connect() {
    WorkerMessage register = session.connected(now);
    session.welcome(
        Welcome.newBuilder().setHeartbeatMillis(100).setLeaseMillis(1_000).build(), now);
    return register;
  }

  private boolean dispatch(long run) {
    return session.dispatched(Dispatch.newBuilder().setId(id(run)).build(), now);
  }

  private boolean cancel(long run, Cancel.Reason reason) {
    return session.cancelled(Cancel.newBuilder().setId(id(run)).setReason(reason).build(), now);
  }

  private void end(long run) {
    session.finished(id(run), SUCCESS);
    session.freed(id(run));
  }

  private List<WorkerMessage> sent() {
    List<WorkerMessage> messages = new ArrayList<>();
    for (WorkerMessage next = session.next(now); next != null; next = session.next(now)) {
      messages.add(next);
    }
    return messages;
  }

  /** Everything due, as lines: {@code credits 2}, {@code 1 started 7}, {@code draining}. */
  private List<String> said() {
    List<String> lines = new ArrayList<>();
    for (WorkerMessage message : sent()) {
      message.getReportsList().forEach(report -> lines.add(line(report)));
      if (message.getCreditsGranted() > 0) {
        lines.add("credits " + message.getCreditsGranted());
      }
      if (message.getDraining()) {
        lines.add("draining");
      }
      if (message.equals(WorkerMessage.getDefaultInstance())) {
        lines.add("heartbeat");
      }
    }
    return lines;
  }

  private static String line(Report report) {
    String kind =
        switch (report.getKindCase()) {
          case ACCEPTED -> "accepted";
          case STARTED -> "started";
          case FINISHED ->
              report.getFinished().getOutcome().name().substring(8).toLowerCase(Locale.ROOT);
          case KIND_NOT_SET -> "nothing";
        };
    return report.getSequence() + " " + kind + " " + report.getId().getRunId();
  }

  @Test
  void shouldGrantCapacityWhenWelcomed() {
    WorkerMessage register = connect();

    assertThat(register.getRegister().getWorkerId()).isEqualTo(9);
    assertThat(register.getRegister().getHoldingList()).isEmpty();
    assertThat(said()).containsExactly("credits 2");
    assertThat(said()).isEmpty();
  }

  @Test
  void shouldSayNothingWhenNotWelcomedYet() {
    session.connected(now);
    now += 1_000;

    assertThat(said()).isEmpty();
    assertThat(session.serverSilent(now)).isFalse();
    now += WorkerSession.WELCOME_MILLIS;
    assertThat(session.serverSilent(now)).isTrue();
  }

  @Test
  void shouldReportEndOnlyWhenAttemptIsShort() {
    connect();
    said();
    dispatch(1);
    session.started(id(1), 5);
    assertThat(said()).isEmpty();

    end(1);

    assertThat(said()).containsExactly("1 succeeded 1", "credits 3");
    now += WorkerSession.PATIENCE_MILLIS;
    assertThat(said()).isEmpty();
  }

  @Test
  void shouldReportStartWhenAttemptLastsLonger() {
    connect();
    said();
    dispatch(1);
    session.started(id(1), 5);

    assertThat(session.dueAt()).isEqualTo(WorkerSession.PATIENCE_MILLIS);
    now = session.dueAt();
    assertThat(said()).containsExactly("1 started 1");
    end(1);
    assertThat(said()).containsExactly("2 succeeded 1", "credits 3");
  }

  @Test
  void shouldReportAcceptedWhenStartTakesLong() {
    connect();
    said();
    dispatch(1);

    now = session.dueAt();
    assertThat(said()).containsExactly("1 accepted 1");
    session.started(id(1), 5);
    assertThat(said()).containsExactly("2 started 1");
  }

  @Test
  void shouldGatherReportsInOneMessage() {
    connect();
    said();
    dispatch(1);
    dispatch(2);
    end(1);
    end(2);

    assertThat(sent())
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.getReportsCount()).isEqualTo(2);
              assertThat(message.getCreditsGranted()).isEqualTo(4);
            });
  }

  @Test
  void shouldSplitMessagesWhenOutputsAreLarge() {
    connect();
    for (int run = 1; run <= 30; run++) {
      said();
      dispatch(run);
      session.finished(
          id(run),
          SUCCESS.toBuilder()
              .setOutputs(com.google.protobuf.ByteString.copyFrom(new byte[256 * 1024]))
              .build());
      session.freed(id(run));
    }
    session.disconnected();

    connect();

    assertThat(sent())
        .hasSizeGreaterThan(5)
        .allSatisfy(message -> assertThat(message.getSerializedSize()).isLessThan(2 * 1024 * 1024));
  }

  @Test
  void shouldRepeatEverythingUnacknowledgedInOrderWhenReconnected() {
    connect();
    said();
    dispatch(1);
    dispatch(2);
    now += WorkerSession.PATIENCE_MILLIS;
    assertThat(said()).containsExactly("1 accepted 1", "2 accepted 2");
    end(1);
    said();
    session.acknowledged(2);
    session.disconnected();
    end(2);

    WorkerMessage register = connect();

    assertThat(register.getRegister().getHoldingList()).containsExactly(id(1), id(2));
    assertThat(said())
        .containsExactly("1 accepted 1", "3 succeeded 1", "4 succeeded 2", "credits 2");
  }

  @Test
  void shouldForgetWhenEndIsAcknowledged() {
    connect();
    said();
    dispatch(1);
    now += WorkerSession.PATIENCE_MILLIS;
    said();
    end(1);
    said();

    session.acknowledged(2);
    session.acknowledged(2);
    session.acknowledged(77);

    assertThat(session.holding()).isZero();
    session.disconnected();
    assertThat(connect().getRegister().getHoldingList()).isEmpty();
    assertThat(said()).containsExactly("credits 2");
  }

  @Test
  void shouldNotRunAgainWhenHeldAttemptIsSentAgain() {
    connect();
    said();
    assertThat(dispatch(1)).isTrue();
    end(1);
    assertThat(said()).containsExactly("1 succeeded 1", "credits 3");

    assertThat(dispatch(1)).isFalse();

    // The credit that it used comes back.
    assertThat(said()).containsExactly("1 succeeded 1", "credits 4");
  }

  @Test
  void shouldHandBackWhenServerSendsBeyondCredits() {
    connect();
    said();
    dispatch(1);
    dispatch(2);

    assertThat(dispatch(3)).isFalse();

    assertThat(said()).containsExactly("1 handed_back 3");
    assertThat(session.slotsTaken()).isEqualTo(2);
    assertThat(session.credits()).isZero();
  }

  @Test
  void shouldKeepSlotWhenReportedAttemptStillRuns() {
    connect();
    said();
    dispatch(1);
    session.finished(id(1), SUCCESS);
    assertThat(said()).containsExactly("1 succeeded 1");
    session.acknowledged(1);
    assertThat(cancel(1, Cancel.Reason.REASON_CANCELLED)).isTrue();
    session.disconnected();

    connect();

    assertThat(said()).containsExactly("credits 1");
    session.freed(id(1));
    assertThat(said()).containsExactly("credits 2");
  }

  @Test
  void shouldStopGrantingWhenNothingIsAcknowledged() {
    connect();
    long run = 0;
    for (int round = 0; round < 2_000 && session.credits() > 0; round++) {
      said();
      dispatch(++run);
      end(run);
    }

    assertThat(session.credits()).isZero();
    assertThat(session.holding()).isEqualTo(1_002);
    session.acknowledged(1);
    assertThat(session.credits()).isEqualTo(1);
  }

  @Test
  void shouldHandBackWhenDraining() {
    connect();
    said();
    session.drain();
    assertThat(said()).containsExactly("draining");

    assertThat(dispatch(1)).isFalse();

    assertThat(said()).containsExactly("1 handed_back 1", "draining");
    session.disconnected();
    assertThat(connect().getDraining()).isTrue();
  }

  @Test
  void shouldReportCancelledWhenAttemptNeverArrived() {
    connect();
    said();

    assertThat(cancel(1, Cancel.Reason.REASON_TIMED_OUT)).isFalse();
    assertThat(cancel(2, Cancel.Reason.REASON_SUPERSEDED)).isFalse();

    assertThat(said()).containsExactly("1 cancelled 1");
    assertThat(dispatch(1)).isFalse();
  }

  @Test
  void shouldStopOnlyWhatRunsWhenCancelled() {
    connect();
    said();
    dispatch(1);
    dispatch(2);
    end(2);

    assertThat(cancel(1, Cancel.Reason.REASON_CANCELLED)).isTrue();
    assertThat(cancel(2, Cancel.Reason.REASON_CANCELLED)).isFalse();
  }

  @Test
  void shouldBeatWhenNothingElseIsSaid() {
    connect();
    said();

    now += 99;
    assertThat(said()).isEmpty();
    now += 1;
    assertThat(session.dueAt()).isEqualTo(now);
    assertThat(said()).containsExactly("heartbeat");
    assertThat(session.dueAt()).isEqualTo(now + 100);
  }

  @Test
  void shouldCallServerSilentWhenLeaseHasPassed() {
    connect();
    now += 1_000;
    assertThat(session.serverSilent(now)).isFalse();
    now += 1;
    assertThat(session.serverSilent(now)).isTrue();
    session.heard(now);
    assertThat(session.serverSilent(now)).isFalse();
  }
}
