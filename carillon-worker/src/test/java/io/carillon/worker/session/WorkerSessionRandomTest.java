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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A session against a model of a server, with streams that break at any point and lose what was on
 * its way in either direction. The server never sends beyond its credits; every attempt must end
 * once, and nothing may be left over.
 */
class WorkerSessionRandomTest {

  private static final int CAPACITY = 5;
  private static final int ATTEMPTS = 200;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldEndEveryAttemptOnceWhenStreamsBreak(long seed) {
    for (int history = 0; history < 50; history++) {
      new World(seed * 1_000 + history).play();
    }
  }

  /** What one worker and one server know, and what is on its way between them. */
  private static final class World {
    final long seed;
    final Random random;
    final WorkerSession session =
        new WorkerSession(Register.newBuilder().setCapacity(CAPACITY).build());
    long now;
    boolean connected;
    final Deque<WorkerMessage> up = new ArrayDeque<>();
    final Deque<Runnable> down = new ArrayDeque<>();

    // The server.
    long credits;
    long sent;
    int dispatchedRuns;
    final Set<Long> open = new LinkedHashSet<>();
    final Map<Long, Outcome> ended = new HashMap<>();
    final Set<Long> sequences = new HashSet<>();
    final List<Long> resend = new ArrayList<>();

    // The worker's attempts.
    final List<Long> running = new ArrayList<>();
    final Set<Long> everRun = new HashSet<>();

    World(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    void play() {
      for (int step = 0; step < 100_000 && ended.size() < ATTEMPTS; step++) {
        act(random.nextInt(100));
        check();
      }
      assertThat(ended).as("ended, seed %d", seed).hasSize(ATTEMPTS);
      settle();
      assertThat(session.holding()).as("holding, seed %d", seed).isZero();
      assertThat(session.credits()).as("credits, seed %d", seed).isEqualTo(CAPACITY);
    }

    private void act(int die) {
      now += random.nextInt(3);
      if (die < 2) {
        breakStream();
      } else if (!connected) {
        connect();
      } else if (die < 30) {
        WorkerMessage message = session.next(now);
        if (message != null) {
          up.add(message);
        }
      } else if (die < 50 && !up.isEmpty()) {
        serve(up.remove());
      } else if (die < 65 && !down.isEmpty()) {
        down.remove().run();
      } else if (die < 80) {
        dispatch();
      } else if (die < 83 && !open.isEmpty()) {
        cancel(pick(new ArrayList<>(open)));
      } else if (!running.isEmpty()) {
        work(pick(running));
      }
    }

    private void check() {
      assertThat(session.slotsTaken()).as("slots, seed %d", seed).isEqualTo(running.size());
      assertThat(session.slotsTaken() + session.credits())
          .as("slots and credits, seed %d", seed)
          .isLessThanOrEqualTo(CAPACITY);
    }

    private void breakStream() {
      up.clear();
      down.clear();
      connected = false;
      session.disconnected();
    }

    private void connect() {
      connected = true;
      up.add(session.connected(now));
    }

    private void serve(WorkerMessage message) {
      if (message.hasRegister()) {
        credits = 0;
        sent = 0;
        Set<Long> holding = new HashSet<>();
        message.getRegister().getHoldingList().forEach(id -> holding.add(id.getRunId()));
        resend.clear();
        open.stream().filter(run -> !holding.contains(run)).forEach(resend::add);
        Welcome welcome = Welcome.newBuilder().setHeartbeatMillis(50).setLeaseMillis(1_000).build();
        down.add(() -> session.welcome(welcome, now));
      }
      credits = Math.max(credits, message.getCreditsGranted());
      for (Report report : message.getReportsList()) {
        long sequence = report.getSequence();
        sequences.add(sequence);
        if (report.hasFinished()) {
          long run = report.getId().getRunId();
          if (open.remove(run)) {
            ended.put(run, report.getFinished().getOutcome());
          }
          resend.remove(run);
        }
        down.add(() -> session.acknowledged(sequence));
      }
    }

    private void dispatch() {
      if (sent >= credits) {
        return;
      }
      long run;
      if (!resend.isEmpty()) {
        run = resend.remove(0);
      } else if (!open.isEmpty() && random.nextInt(20) == 0) {
        // A server that is not sure sends again.
        run = pick(new ArrayList<>(open));
      } else if (dispatchedRuns < ATTEMPTS) {
        run = ++dispatchedRuns;
        open.add(run);
      } else {
        return;
      }
      sent++;
      down.add(() -> arrive(run));
    }

    private void arrive(long run) {
      if (session.dispatched(Dispatch.newBuilder().setId(id(run)).build(), now)) {
        assertThat(everRun.add(run)).as("%d runs once, seed %d", run, seed).isTrue();
        running.add(run);
      }
    }

    private void cancel(long run) {
      Cancel cancel =
          Cancel.newBuilder().setId(id(run)).setReason(Cancel.Reason.REASON_CANCELLED).build();
      down.add(
          () -> {
            if (session.cancelled(cancel, now)) {
              end(run, Outcome.OUTCOME_CANCELLED);
            }
          });
    }

    private void work(long run) {
      if (random.nextInt(3) == 0) {
        session.started(id(run), now);
      } else {
        end(run, Outcome.OUTCOME_SUCCEEDED);
      }
    }

    private void end(long run, Outcome outcome) {
      session.finished(id(run), Finished.newBuilder().setOutcome(outcome).build());
      session.freed(id(run));
      running.remove(run);
    }

    /** Lets everything arrive that is on its way. */
    private void settle() {
      if (!connected) {
        connect();
      }
      for (int round = 0; round < 1_000; round++) {
        now++;
        for (long run : List.copyOf(running)) {
          end(run, Outcome.OUTCOME_SUCCEEDED);
        }
        WorkerMessage message = session.next(now);
        if (message != null) {
          up.add(message);
        }
        while (!up.isEmpty()) {
          serve(up.remove());
        }
        while (!down.isEmpty()) {
          down.remove().run();
        }
      }
      assertThat(sequences).as("sequences, seed %d", seed).isNotEmpty();
    }

    private long pick(List<Long> runs) {
      return runs.get(random.nextInt(runs.size()));
    }

    private static AttemptId id(long run) {
      return AttemptId.newBuilder().setRunId(run).setAttempt(1).build();
    }
  }
}
