package io.carillon.worker.session;

import static io.carillon.worker.session.SessionDriver.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Cancel;
import io.carillon.protocol.WorkerMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told what, when partitions move between servers and streams break. */
class ManyServersTest {

  private static final String A = "a:1";
  private static final String B = "b:1";
  private static final String C = "c:1";

  private final SessionDriver driver = new SessionDriver(4, A);
  private final WorkerSessions sessions = driver.sessions;

  @BeforeEach
  void tell() {
    driver.members(A, B);
  }

  private void connectBoth() {
    driver.connect(A, 1, 2);
    driver.connect(B, 3);
    driver.said(A);
    driver.giveBack(A, 2);
    driver.said(A);
    driver.said(B);
  }

  @Test
  void shouldAnswerWithWhatItHoldsWhenPartitionIsAnnounced() {
    driver.connect(A, 1, 2);

    assertThat(driver.said(A)).containsExactly("holding 1@1 []", "holding 2@1 []", "credits 4");

    driver.dispatch(A, 1);
    driver.own(A, 1, 1);
    assertThat(driver.said(A)).containsExactly("holding 1@1 [1]");
  }

  @Test
  void shouldReportToTheOwnerWhoeverSentTheAttempt() {
    connectBoth();
    driver.dispatch(A, 1);
    driver.dispatch(B, 3);

    driver.end(1);
    driver.end(3);

    assertThat(driver.said(A)).contains("1 succeeded 1").doesNotContain("2 succeeded 3");
    assertThat(driver.said(B)).contains("2 succeeded 3");
  }

  @Test
  void shouldRepeatReportsToTheNewOwnerWhenPartitionMoves() {
    connectBoth();
    driver.dispatch(A, 1);
    driver.dispatch(A, 2);
    driver.now += Attempts.PATIENCE_MILLIS;
    assertThat(driver.said(A)).contains("1 accepted 1", "2 accepted 2");
    sessions.started(id(1), 5);
    assertThat(driver.said(A)).containsExactly("3 started 1");

    driver.own(B, 1, 2);

    assertThat(driver.said(B)).containsExactly("holding 1@2 [1]", "1 accepted 1", "3 started 1");
    driver.end(1);
    assertThat(driver.said(A)).noneMatch(line -> line.endsWith("succeeded 1"));
    assertThat(driver.said(B)).contains("4 succeeded 1");
  }

  @Test
  void shouldLetReportsWaitWhenPartitionIsReleased() {
    connectBoth();
    driver.dispatch(A, 1);
    driver.release(A, 1);

    driver.end(1);
    driver.now += SessionDriver.HEARTBEAT;

    assertThat(driver.said(A)).noneMatch(line -> line.endsWith("succeeded 1"));
    assertThat(driver.said(B)).noneMatch(line -> line.endsWith("succeeded 1"));
    driver.own(B, 1, 2);
    assertThat(driver.said(B)).containsExactly("holding 1@2 [1]", "1 succeeded 1");
  }

  @Test
  void shouldNotSendWhatWaitsToTheFormerOwner() {
    connectBoth();
    driver.dispatch(A, 1);
    driver.end(1);

    driver.own(B, 1, 2);

    assertThat(driver.said(A)).noneMatch(line -> line.endsWith("succeeded 1"));
    assertThat(driver.said(B)).contains("1 succeeded 1");
  }

  @Test
  void shouldForgetReportWhenAnyServerAcknowledges() {
    connectBoth();
    driver.dispatch(A, 1);
    driver.end(1);
    driver.said(A);
    driver.own(B, 1, 2);

    driver.acknowledge(A, 1);

    assertThat(sessions.holding()).isZero();
    assertThat(driver.said(B)).contains("holding 1@2 []").noneMatch(line -> line.startsWith("1 "));
  }

  @Test
  void shouldTellStaleServerWhatItHoldsAndNoMore() {
    connectBoth();
    driver.dispatch(A, 1);
    driver.own(B, 1, 3);
    driver.end(1);

    driver.own(A, 1, 2);

    assertThat(driver.said(A)).contains("holding 1@2 [1]").noneMatch(line -> line.startsWith("1 "));
    assertThat(driver.said(B)).contains("1 succeeded 1");
  }

  @Test
  void shouldDropAttemptWhenItComesFromFormerOwner() {
    connectBoth();
    driver.own(B, 1, 2);
    long credits = sessions.credits(A) + sessions.credits(B);

    assertThat(driver.dispatch(A, 1)).isFalse();

    // The credit is granted anew; the attempt is the new owner's to send.
    assertThat(sessions.credits(A) + sessions.credits(B)).isEqualTo(credits);
    assertThat(driver.said(B)).contains("holding 1@2 []");
    assertThat(sessions.holding()).isZero();
    assertThat(driver.dispatch(B, 1)).isTrue();
  }

  @Test
  void shouldRunOnceWhenNewOwnerSendsAgainWhatFormerSent() {
    connectBoth();
    driver.dispatch(A, 1);
    driver.end(1);
    driver.said(A);
    driver.own(B, 1, 2);
    driver.said(B);

    assertThat(driver.dispatch(B, 1)).isFalse();

    assertThat(driver.said(B)).contains("1 succeeded 1");
  }

  @Test
  void shouldRepeatWhenSameServerComesBack() {
    connectBoth();
    driver.dispatch(A, 1);
    driver.end(1);
    driver.said(A);
    driver.disconnect(A);
    assertThat(driver.said(B)).noneMatch(line -> line.startsWith("1 "));

    WorkerMessage register = driver.connect(A, 1, 2);

    assertThat(register.getRegister().getHoldingList()).containsExactly(id(1));
    assertThat(driver.said(A)).contains("holding 1@1 [1]", "holding 2@1 []", "1 succeeded 1");
  }

  @Test
  void shouldWaitForOwnerWhenServerComesBackWithoutThePartition() {
    connectBoth();
    driver.dispatch(A, 1);
    driver.end(1);
    driver.disconnect(A);

    driver.connect(A, 2);

    assertThat(driver.said(A)).noneMatch(line -> line.startsWith("1 "));
    driver.own(B, 1, 2);
    assertThat(driver.said(B)).contains("holding 1@2 [1]", "1 succeeded 1");
  }

  @Test
  void shouldBelieveLowerEpochWhenTheSameServerSaysSo() {
    driver.connect(A);
    driver.own(A, 1, 7);
    driver.disconnect(A);

    // Its database was made anew.
    driver.connect(A, 1);

    assertThat(driver.dispatch(A, 1)).isTrue();
    driver.end(1);
    assertThat(driver.said(A)).contains("1 succeeded 1");
  }

  @Test
  void shouldBelieveLowerEpochWhenTheOwnerHasLeftForGood() {
    connectBoth();
    driver.own(B, 1, 7);
    driver.disconnect(B);
    driver.members(A, C);
    driver.connect(A);

    driver.own(A, 1, 2);

    assertThat(driver.dispatch(A, 1)).isTrue();
  }

  @Test
  void shouldReportCancelledToTheOwnerWhenAttemptNeverArrived() {
    connectBoth();
    driver.own(B, 1, 2);
    driver.said(B);

    assertThat(driver.cancel(A, 1, Cancel.Reason.REASON_CANCELLED)).isFalse();

    assertThat(driver.said(B)).containsExactly("1 cancelled 1");
  }

  @Test
  void shouldSayTimeAndLoadInEveryMessage() {
    driver.now = 40;
    WorkerMessage register = driver.connect(A, 1);
    driver.said(A);
    driver.dispatch(A, 1);
    driver.now += SessionDriver.HEARTBEAT;

    assertThat(register.getSentAt()).isEqualTo(40);
    assertThat(register.getRegister().getProtocol()).isEqualTo(2);
    assertThat(driver.sent(A))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.getSentAt()).isEqualTo(140);
              assertThat(message.getRunning()).isEqualTo(1);
            });
  }

  @Test
  void shouldSplitAnswersWhenItHoldsMuch() {
    SessionDriver large = new SessionDriver(100_000, A);
    large.connect(A, 0, 1);
    for (long run = 0; run < 100_000; run++) {
      large.dispatch(A, (run << 10) | (run & 1));
    }
    large.said(A);

    for (int partition = 0; partition < 1_024; partition++) {
      large.own(A, partition, 2);
    }

    assertThat(large.sent(A))
        .hasSizeGreaterThan(1)
        .allSatisfy(message -> assertThat(message.getSerializedSize()).isLessThan(3 << 20))
        .flatMap(WorkerMessage::getHoldingList)
        .flatMap(holding -> holding.getAttemptsList())
        .extracting(AttemptId::getRunId)
        .doesNotHaveDuplicates()
        .hasSize(100_000);
  }

  @Test
  void shouldFollowTheServersThatServersTellOf() {
    assertThat(sessions.servers()).containsExactly(A);
    driver.connect(A);
    assertThat(sessions.servers()).containsExactlyInAnyOrder(A, B);

    driver.members(B, C);
    driver.connect(B);

    // A has left the list, and stays until its stream ends.
    assertThat(sessions.servers()).containsExactlyInAnyOrder(A, B, C);
    driver.disconnect(A);
    assertThat(sessions.servers()).containsExactlyInAnyOrder(B, C);
    driver.disconnect(B);
    // Nobody is left to tell: the seeds, too.
    assertThat(sessions.servers()).containsExactlyInAnyOrder(A, B, C);
  }

  @Test
  void shouldGiveUpSeedWhenTheServerIsReachedByTheAddressThatItTells() {
    SessionDriver seeded = new SessionDriver(4, "localhost:1");
    seeded.members(A, B);
    seeded.connectAs("localhost:1", "server-a", 1);
    seeded.dispatch("localhost:1", 1);
    assertThat(seeded.sessions.useless("localhost:1", seeded.now)).isNull();

    seeded.connectAs(A, "server-a", 1);

    assertThat(seeded.sessions.useless("localhost:1", seeded.now)).contains("reached as a:1");
    assertThat(seeded.sessions.useless(A, seeded.now)).isNull();
    seeded.disconnect("localhost:1");
    assertThat(seeded.sessions.servers()).containsExactlyInAnyOrder(A, B);
    seeded.end(1);
    assertThat(seeded.said(A)).contains("holding 1@1 [1]", "1 succeeded 1", "credits 4");
  }
}
