package io.carillon.worker.session;

import static io.carillon.worker.session.Order.Why.ISOLATED;
import static io.carillon.worker.session.Order.Why.ISOLATED_TOO_LONG;
import static io.carillon.worker.session.SessionDriver.ISOLATION;
import static io.carillon.worker.session.SessionDriver.id;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Attempts that must not run on while their owner cannot be told. */
class IsolationTest {

  private static final String A = "a:1";
  private static final String B = "b:1";
  private static final Order STOP = new Order.Stop(id(1), ISOLATED);
  private static final Order KILL = new Order.Stop(id(1), ISOLATED_TOO_LONG);

  private final SessionDriver driver = new SessionDriver(4, A);
  private final WorkerSessions sessions = driver.sessions;

  private void start() {
    driver.connect(A, 1);
    driver.connect(B);
    driver.said(A);
    driver.said(B);
    driver.dispatchGuarded(A, 1);
  }

  /** A heartbeat to the server, and one from it. */
  private void beat(String server) {
    driver.said(server);
    driver.receive(server, io.carillon.protocol.ServerMessage.newBuilder());
  }

  @Test
  void shouldStopAtHalfAndKillAtThreeQuartersWhenOwnerIsGone() {
    start();
    driver.disconnect(A);

    assertThat(sessions.dueAt()).isLessThanOrEqualTo(ISOLATION / 2);
    driver.now = ISOLATION / 2 - 1;
    assertThat(sessions.due(driver.now)).isEmpty();
    driver.now = ISOLATION / 2;
    assertThat(sessions.due(driver.now)).containsExactly(STOP);
    assertThat(sessions.due(driver.now)).isEmpty();
    driver.now = ISOLATION * 3 / 4;
    assertThat(sessions.due(driver.now)).containsExactly(KILL);
    assertThat(sessions.due(driver.now + ISOLATION)).isEmpty();
  }

  @Test
  void shouldDoBothAtOnceWhenTheProcessWasPaused() {
    start();

    driver.now = 10 * ISOLATION;

    assertThat(sessions.due(driver.now)).containsExactly(STOP, KILL);
  }

  @Test
  void shouldCountFromWhatTheOwnerHasHeardNotFromWhatItSays() {
    start();
    driver.deafen(A);

    for (driver.now = 100; driver.now < ISOLATION / 2; driver.now += 100) {
      beat(A);
      assertThat(sessions.due(driver.now)).isEmpty();
    }

    beat(A);
    assertThat(sessions.due(driver.now)).containsExactly(STOP);
  }

  @Test
  void shouldRunOnWhenOwnerHears() {
    start();

    for (driver.now = 100; driver.now < 3 * ISOLATION; driver.now += 100) {
      beat(A);
      assertThat(sessions.due(driver.now)).isEmpty();
    }
  }

  @Test
  void shouldNotCountServersThatDoNotOwnThePartition() {
    start();
    driver.disconnect(A);

    for (driver.now = 100; driver.now < ISOLATION / 2; driver.now += 100) {
      beat(B);
    }

    assertThat(sessions.due(driver.now)).containsExactly(STOP);
  }

  @Test
  void shouldRunOnWhenAnotherServerTakesOver() {
    start();
    driver.disconnect(A);
    driver.now = ISOLATION / 4;
    driver.said(B);
    driver.own(B, 1, 2);

    driver.now = ISOLATION / 2;
    assertThat(sessions.due(driver.now)).isEmpty();
    driver.now = ISOLATION / 4 + ISOLATION / 2;
    assertThat(sessions.due(driver.now)).containsExactly(STOP);
  }

  @Test
  void shouldNotKillWhenOwnerIsBackInTime() {
    start();
    driver.disconnect(A);
    driver.now = ISOLATION / 2;
    assertThat(sessions.due(driver.now)).containsExactly(STOP);

    driver.connect(A, 1);
    driver.now = ISOLATION;

    assertThat(sessions.due(driver.now)).isEmpty();
  }

  @Test
  void shouldWatchUntilNothingRunsWhenEndWasReported() {
    start();
    sessions.finished(id(1), SessionDriver.SUCCESS);
    driver.disconnect(A);
    driver.now = ISOLATION / 2;
    assertThat(sessions.due(driver.now)).containsExactly(STOP);

    sessions.freed(id(1), driver.now);

    assertThat(sessions.due(ISOLATION)).isEmpty();
  }

  @Test
  void shouldLeaveOthersAloneWhenNotMarked() {
    start();
    driver.dispatch(A, 2);
    driver.disconnect(A);

    assertThat(sessions.due(10 * ISOLATION)).containsExactly(STOP, KILL);
  }
}
