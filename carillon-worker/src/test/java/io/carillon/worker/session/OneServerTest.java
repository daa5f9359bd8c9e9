package io.carillon.worker.session;

import static io.carillon.worker.session.SessionDriver.SUCCESS;
import static io.carillon.worker.session.SessionDriver.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.Cancel;
import io.carillon.protocol.WorkerMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One server, from before there were several: it owns everything. */
class OneServerTest {

  private static final String SERVER = "a:1";

  private final SessionDriver driver = new SessionDriver(2, SERVER);
  private final WorkerSessions session = driver.sessions;

  private WorkerMessage connect() {
    return driver.connectOld(SERVER);
  }

  private boolean dispatch(long run) {
    return driver.dispatch(SERVER, run);
  }

  private boolean cancel(long run, Cancel.Reason reason) {
    return driver.cancel(SERVER, run, reason);
  }

  private List<String> said() {
    return driver.said(SERVER);
  }

  private void acknowledge(long sequence) {
    driver.acknowledge(SERVER, sequence);
  }

  private boolean silent() {
    return session.useless(SERVER, driver.now) != null;
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
    session.connected(SERVER, driver.now);
    driver.now += 1_000;

    assertThat(said()).isEmpty();
    assertThat(silent()).isFalse();
    driver.now += ServerStream.WELCOME_MILLIS;
    assertThat(silent()).isTrue();
  }

  @Test
  void shouldReportEndOnlyWhenAttemptIsShort() {
    connect();
    said();
    dispatch(1);
    session.started(id(1), 5);
    assertThat(said()).isEmpty();

    driver.end(1);

    assertThat(said()).containsExactly("1 succeeded 1", "credits 3");
    driver.now += Attempts.PATIENCE_MILLIS;
    assertThat(said()).isEmpty();
  }

  @Test
  void shouldReportStartWhenAttemptLastsLonger() {
    connect();
    said();
    dispatch(1);
    session.started(id(1), 5);

    assertThat(session.dueAt()).isEqualTo(Attempts.PATIENCE_MILLIS);
    driver.now = session.dueAt();
    assertThat(said()).containsExactly("1 started 1");
    driver.end(1);
    assertThat(said()).containsExactly("2 succeeded 1", "credits 3");
  }

  @Test
  void shouldReportAcceptedWhenStartTakesLong() {
    connect();
    said();
    dispatch(1);

    driver.now = session.dueAt();
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
    driver.end(1);
    driver.end(2);

    assertThat(driver.sent(SERVER))
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
      session.freed(id(run), driver.now);
    }
    driver.disconnect(SERVER);

    connect();

    assertThat(driver.sent(SERVER))
        .hasSizeGreaterThan(5)
        .allSatisfy(message -> assertThat(message.getSerializedSize()).isLessThan(2 * 1024 * 1024));
  }

  @Test
  void shouldRepeatEverythingUnacknowledgedInOrderWhenReconnected() {
    connect();
    said();
    dispatch(1);
    dispatch(2);
    driver.now += Attempts.PATIENCE_MILLIS;
    assertThat(said()).containsExactly("1 accepted 1", "2 accepted 2");
    driver.end(1);
    said();
    acknowledge(2);
    driver.disconnect(SERVER);
    driver.end(2);

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
    driver.now += Attempts.PATIENCE_MILLIS;
    said();
    driver.end(1);
    said();

    acknowledge(2);
    acknowledge(2);
    acknowledge(77);

    assertThat(session.holding()).isZero();
    driver.disconnect(SERVER);
    assertThat(connect().getRegister().getHoldingList()).isEmpty();
    assertThat(said()).containsExactly("credits 2");
  }

  @Test
  void shouldNotRunAgainWhenHeldAttemptIsSentAgain() {
    connect();
    said();
    assertThat(dispatch(1)).isTrue();
    driver.end(1);
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

    // The server counts it as one that was granted.
    assertThat(said()).containsExactly("1 handed_back 3", "credits 3");
    assertThat(session.slotsTaken()).isEqualTo(2);
    assertThat(session.credits(SERVER)).isZero();
  }

  @Test
  void shouldKeepSlotWhenReportedAttemptStillRuns() {
    connect();
    said();
    dispatch(1);
    session.finished(id(1), SUCCESS);
    assertThat(said()).containsExactly("1 succeeded 1");
    acknowledge(1);
    assertThat(cancel(1, Cancel.Reason.REASON_CANCELLED)).isTrue();
    driver.disconnect(SERVER);

    connect();

    assertThat(said()).containsExactly("credits 1");
    session.freed(id(1), driver.now);
    assertThat(said()).containsExactly("credits 2");
  }

  @Test
  void shouldStopGrantingWhenNothingIsAcknowledged() {
    connect();
    long run = 0;
    for (int round = 0; round < 2_000 && session.credits(SERVER) > 0; round++) {
      said();
      dispatch(++run);
      driver.end(run);
    }

    assertThat(session.credits(SERVER)).isZero();
    assertThat(session.holding()).isEqualTo(1_002);
    acknowledge(1);
    assertThat(session.credits(SERVER)).isEqualTo(1);
  }

  @Test
  void shouldHandBackWhenDraining() {
    connect();
    said();
    session.drain();
    assertThat(said()).containsExactly("draining");

    assertThat(dispatch(1)).isFalse();

    assertThat(said()).containsExactly("1 handed_back 1", "draining");
    driver.disconnect(SERVER);
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
    driver.end(2);

    assertThat(cancel(1, Cancel.Reason.REASON_CANCELLED)).isTrue();
    assertThat(cancel(2, Cancel.Reason.REASON_CANCELLED)).isFalse();
  }

  @Test
  void shouldBeatWhenNothingElseIsSaid() {
    connect();
    said();

    driver.now += 99;
    assertThat(said()).isEmpty();
    driver.now += 1;
    assertThat(session.dueAt()).isEqualTo(driver.now);
    assertThat(said()).containsExactly("heartbeat");
    assertThat(session.dueAt()).isEqualTo(driver.now + 100);
  }

  @Test
  void shouldCallServerSilentWhenLeaseHasPassed() {
    connect();
    driver.now += 1_000;
    assertThat(silent()).isFalse();
    driver.now += 1;
    assertThat(silent()).isTrue();
    acknowledge(77);
    assertThat(silent()).isFalse();
  }
}
