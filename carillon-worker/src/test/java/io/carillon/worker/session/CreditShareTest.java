package io.carillon.worker.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who gets the credits of a worker with four slots. */
class CreditShareTest {

  private static final String A = "a:1";
  private static final String B = "b:1";
  private static final String C = "c:1";

  private final SessionDriver driver = new SessionDriver(4, A);
  private final WorkerSessions sessions = driver.sessions;

  /** Both have two. */
  private void connectBoth() {
    driver.connect(A);
    driver.connect(B);
    driver.said(A);
    driver.giveBack(A, 2);
    driver.said(A);
    driver.said(B);
  }

  private void rest() {
    driver.now += CreditShare.EVEN_MILLIS;
    sessions.due(driver.now);
  }

  @Test
  void shouldGiveEverythingToTheOnlyServer() {
    driver.connect(A);

    assertThat(driver.said(A)).containsExactly("credits 4");
  }

  @Test
  void shouldShareEvenlyWhenSecondServerComes() {
    driver.connect(A);
    driver.said(A);
    driver.connect(B);

    assertThat(driver.said(A)).containsExactly("reclaimed 2");
    assertThat(driver.said(B)).isEmpty();
    driver.giveBack(A, 2);

    assertThat(driver.said(B)).containsExactly("credits 2");
    assertThat(sessions.credits(A)).isEqualTo(2);
    rest();
    assertThat(driver.said(A)).containsExactly("heartbeat");
    assertThat(driver.said(B)).containsExactly("heartbeat");
  }

  @Test
  void shouldGrantNoMoreThanCapacityWhenReclaimedCreditsWereUsedMeanwhile() {
    driver.connect(A);
    driver.said(A);
    driver.connect(B);
    assertThat(driver.said(A)).containsExactly("reclaimed 2");

    driver.dispatch(A, 1);
    driver.dispatch(A, 2);
    driver.dispatch(A, 3);
    driver.giveBack(A, 1);

    assertThat(driver.said(B)).containsExactly("credits 1");
    assertThat(sessions.credits(A)).isZero();
    assertThat(sessions.slotsTaken()).isEqualTo(3);
  }

  @Test
  void shouldAskAgainOnlyWhenServerHasAnswered() {
    connectBoth();
    driver.demand(B, 9);
    assertThat(driver.said(A)).containsExactly("reclaimed 4");
    driver.demand(B, 9);
    assertThat(driver.said(A)).isEmpty();

    // A has used one and gives one back.
    driver.dispatch(A, 1);
    driver.giveBack(A, 3);
    driver.end(1);

    assertThat(driver.said(B)).containsExactly("credits 4");
    assertThat(sessions.credits(A)).isZero();
  }

  @Test
  void shouldMoveIdleCreditsToServerWithDemand() {
    connectBoth();

    driver.demand(B, 3);

    assertThat(driver.said(A)).containsExactly("reclaimed 3");
    assertThat(sessions.credits(B)).isEqualTo(2);
  }

  @Test
  void shouldReachServerWithoutCreditsWhenItShowsDemand() {
    SessionDriver single = new SessionDriver(1, A);
    single.connect(A);
    single.connect(B);
    single.said(A);
    assertThat(single.sessions.credits(B)).isZero();

    single.demand(B, 1);
    assertThat(single.said(A)).containsExactly("reclaimed 1");
    single.giveBack(A, 1);

    assertThat(single.said(B)).containsExactly("credits 1");
    single.now += CreditShare.EVEN_MILLIS;
    single.sessions.due(single.now);
    assertThat(single.said(B)).containsExactly("heartbeat");
  }

  @Test
  void shouldGiveFreedSlotsToServersWithDemandInTurn() {
    connectBoth();
    driver.dispatch(A, 1);
    driver.dispatch(A, 2);
    driver.dispatch(B, 3);
    driver.dispatch(B, 4);
    driver.demand(A, 5);
    driver.demand(B, 5);

    driver.end(1);
    driver.end(2);
    driver.end(3);
    driver.end(4);

    assertThat(sessions.credits(A)).isEqualTo(2);
    assertThat(sessions.credits(B)).isEqualTo(2);
    // Both have work: nothing goes to and fro.
    rest();
    assertThat(driver.said(A)).noneMatch(line -> line.startsWith("reclaimed"));
    assertThat(driver.said(B)).noneMatch(line -> line.startsWith("reclaimed"));
  }

  @Test
  void shouldPreferServerWithDemandWhenSlotIsFreed() {
    connectBoth();
    driver.dispatch(A, 1);
    driver.dispatch(B, 2);
    driver.dispatch(B, 3);
    driver.demand(B, 2);
    driver.end(1);

    assertThat(sessions.credits(B)).isEqualTo(1);
    assertThat(driver.said(A)).contains("reclaimed 3");
  }

  @Test
  void shouldEvenOutWhenNoWorkHasWaitedForAWhile() {
    connectBoth();
    driver.demand(B, 4);
    driver.said(A);
    driver.giveBack(A, 4);
    assertThat(sessions.credits(B)).isEqualTo(4);
    driver.demand(B, 0);
    assertThat(driver.said(B)).noneMatch(line -> line.startsWith("reclaimed"));

    assertThat(sessions.dueAt()).isLessThanOrEqualTo(driver.now + CreditShare.EVEN_MILLIS);
    rest();

    assertThat(driver.said(B)).contains("reclaimed 2");
    driver.giveBack(B, 2);
    assertThat(sessions.credits(A)).isEqualTo(2);
    assertThat(sessions.credits(B)).isEqualTo(2);
  }

  @Test
  void shouldGrantCreditsOfBrokenStreamToOthersAtOnce() {
    connectBoth();

    driver.disconnect(A);

    assertThat(driver.said(B)).containsExactly("credits 4");
  }

  @Test
  void shouldCountOnlyWhatArrivedWhenStreamBreaks() {
    connectBoth();
    driver.dispatch(A, 1);
    driver.disconnect(A);

    assertThat(sessions.credits(B)).isEqualTo(3);
    assertThat(sessions.slotsTaken()).isEqualTo(1);
  }

  @Test
  void shouldIgnoreCreditsGivenBackThatWereNeverGranted() {
    driver.connect(A);
    driver.dispatch(A, 1);

    driver.giveBack(A, 100);

    assertThat(sessions.credits(A) + sessions.slotsTaken()).isEqualTo(4);
  }

  @Test
  void shouldGrantNothingAndAskNothingBackWhenDraining() {
    connectBoth();
    sessions.drain();
    driver.demand(B, 5);
    driver.giveBack(A, 3);
    rest();

    assertThat(driver.said(A)).containsExactly("draining");
    assertThat(driver.said(B)).containsExactly("draining");
    assertThat(sessions.dueAt()).isGreaterThan(driver.now);
  }

  @Test
  void shouldShareAmongThreeWhenOneMoreComes() {
    connectBoth();
    driver.connect(C);
    rest();

    // 4 in all, so at least one each.
    assertThat(driver.said(A)).contains("reclaimed 3");
    driver.giveBack(A, 3);
    assertThat(driver.said(C)).contains("credits 1");
    rest();
    assertThat(driver.said(A)).noneMatch(line -> line.startsWith("reclaimed"));
    assertThat(driver.said(B)).noneMatch(line -> line.startsWith("reclaimed"));
  }
}
