package io.carillon.worker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.Finished;
import io.carillon.protocol.Finished.Outcome;
import io.carillon.protocol.Register;
import io.carillon.protocol.WorkerMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker against models of three servers, with partitions that move between them at any point,
 * and streams that break and lose what was on its way in either direction. Every attempt must run
 * once and its end must reach whoever owns its partition; credits never exceed the capacity; work
 * that waits at one server gets the credits that idle at another.
 */
class WorkerSessionsRandomTest {

  private static final int ATTEMPTS = 150;
  private static final int PATIENCE = 400;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldEndEveryAttemptOnceWhenPartitionsMoveAndStreamsBreak(long seed) {
    for (int history = 0; history < 10; history++) {
      new World(seed * 1_000 + history).play();
    }
  }

  private static final class World {
    final long seed;
    final Random random;
    final int capacity;
    final WorkerSessions sessions;
    final ModelCluster cluster = new ModelCluster();
    final List<ModelServer> servers = new ArrayList<>();
    final List<AttemptId> running = new ArrayList<>();
    final Set<AttemptId> everRun = new HashSet<>();
    long now;

    World(long seed) {
      this.seed = seed;
      random = new Random(seed);
      capacity = 1 + random.nextInt(6);
      sessions =
          new WorkerSessions(Register.newBuilder().setCapacity(capacity).build(), List.of("s0"));
      int count = 1 + random.nextInt(3);
      for (int number = 0; number < count; number++) {
        servers.add(new ModelServer("s" + number, cluster, random));
      }
      servers.forEach(server -> cluster.members.add(server.address));
      for (int partition = 0; partition < ModelCluster.PARTITIONS; partition++) {
        cluster.move(partition, pick(servers));
      }
    }

    void play() {
      for (int step = 0; step < 200_000 && cluster.ended.size() < ATTEMPTS; step++) {
        act();
        check();
      }
      assertThat(cluster.ended).as("ended, seed %d", seed).hasSize(ATTEMPTS);
      rest(100);
      assertThat(sessions.holding()).as("holding, seed %d", seed).isZero();
      assertThat(allCredits()).as("credits, seed %d", seed).isEqualTo(capacity);
      showThatWorkFindsCredits();
      showThatCreditsComeToRest();
    }

    private void act() {
      now += random.nextInt(3);
      ModelServer server = pick(servers);
      int die = random.nextInt(1_000);
      if (die < 5) {
        breakStream(server);
      } else if (die < 15) {
        cluster.move(random.nextInt(ModelCluster.PARTITIONS), pick(servers));
      } else if (die < 30 && !cluster.open.isEmpty()) {
        cluster.cancel(pick(List.copyOf(cluster.open)));
      } else if (die < 200 && cluster.created < ATTEMPTS) {
        cluster.create();
      } else if (!server.connected) {
        connect(server);
      } else if (die < 450) {
        speak(server);
      } else if (die < 600) {
        server.hear();
      } else if (die < 700) {
        server.answer();
      } else if (die < 850) {
        deliver(server);
      } else if (!running.isEmpty()) {
        work(pick(running));
      }
    }

    private void check() {
      // Plain comparisons: it is asked a million times.
      if (sessions.slotsTaken() != running.size()
          || sessions.slotsTaken() + allCredits() > capacity) {
        throw new AssertionError(
            "Expected %d slots and at most %d with credits, but found %d and %d; seed %d"
                .formatted(
                    running.size(),
                    capacity,
                    sessions.slotsTaken(),
                    sessions.slotsTaken() + allCredits(),
                    seed));
      }
    }

    private long allCredits() {
      return servers.stream().mapToLong(server -> sessions.credits(server.address)).sum();
    }

    private void breakStream(ModelServer server) {
      server.disconnect();
      sessions.disconnected(server.address, now);
    }

    private void connect(ModelServer server) {
      if (sessions.servers().contains(server.address)) {
        server.connect();
        server.up.add(sessions.connected(server.address, now));
      }
    }

    private void speak(ModelServer server) {
      carryOut(sessions.due(now));
      WorkerMessage message = sessions.next(server.address, now);
      if (message != null) {
        server.up.add(message);
      }
    }

    private void deliver(ModelServer server) {
      if (!server.down.isEmpty()) {
        carryOut(sessions.received(server.address, server.down.remove(), now));
      }
    }

    private void carryOut(List<Order> orders) {
      for (Order order : orders) {
        if (order instanceof Order.Start start) {
          AttemptId id = start.dispatch().getId();
          assertThat(everRun.add(id)).as("%s runs once, seed %d", id, seed).isTrue();
          running.add(id);
        } else if (order instanceof Order.Stop stop && running.contains(stop.id())) {
          end(stop.id(), Outcome.OUTCOME_CANCELLED);
        }
      }
    }

    private void work(AttemptId id) {
      if (random.nextInt(3) == 0) {
        sessions.started(id, now);
      } else {
        end(id, Outcome.OUTCOME_SUCCEEDED);
      }
    }

    private void end(AttemptId id, Outcome outcome) {
      sessions.finished(id, Finished.newBuilder().setOutcome(outcome).build());
      sessions.freed(id, now);
      running.remove(id);
    }

    /** Everything arrives that is on its way, and all that runs ends. */
    private void rest(int rounds) {
      for (int round = 0; round < rounds; round++) {
        now += 10;
        turn();
        List.copyOf(running).forEach(id -> end(id, Outcome.OUTCOME_SUCCEEDED));
      }
    }

    private void turn() {
      for (ModelServer server : servers) {
        if (!server.connected) {
          connect(server);
        }
        speak(server);
        while (!server.up.isEmpty()) {
          server.hear();
        }
        server.answer();
        while (!server.down.isEmpty()) {
          deliver(server);
        }
      }
    }

    /** More work at one server than fits, none elsewhere: it gets every slot. */
    private void showThatWorkFindsCredits() {
      for (ModelServer server : servers) {
        cluster.moveAll(server);
        rest(10);
        for (int count = 0; count < capacity; count++) {
          cluster.create();
        }
        int rounds = 0;
        for (; running.size() < capacity && rounds < PATIENCE; rounds++) {
          now++;
          turn();
        }
        assertThat(running).as("at %s, seed %d", server.address, seed).hasSize(capacity);
        assertThat(rounds).as("rounds at %s, seed %d", server.address, seed).isLessThan(20);
        rest(10);
      }
    }

    /** Without work, every server has its part, and after that nobody asks for anything. */
    private void showThatCreditsComeToRest() {
      rest(100);
      assertThat(servers)
          .as("seed %d", seed)
          .allSatisfy(
              server ->
                  assertThat(sessions.credits(server.address))
                      .isGreaterThanOrEqualTo(capacity / servers.size()));
      List<Long> before = servers.stream().map(server -> server.reclaimed).toList();
      rest(100);
      assertThat(servers.stream().map(server -> server.reclaimed).toList()).isEqualTo(before);
    }

    private <T> T pick(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }
  }
}
