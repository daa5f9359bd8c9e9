package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.carillon.engine.partition.RunChange;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.server.Events.Event;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunEventsTest {

  private final Api api = Api.get();

  private static String brief(Event event) {
    return switch (event.name()) {
      case "run" -> "run " + event.text("state");
      case "task" -> event.text("name") + " " + event.text("state");
      default -> event.name();
    };
  }

  private Events follow(RunRow run) throws Exception {
    return new Events(api.admin().stream("/api/v1/runs/" + run.id() + "/events", Map.of()));
  }

  @Test
  void shouldTellEachStateOnceAndInOrderWhenChangesRaceWithTheSnapshot() throws Exception {
    // given a run whose first task runs, and changes that come late between subscribing and reading
    RunRow run = api.running("race", "first", "second");
    long id = run.id();
    TaskRunRow running = Api.task(id, 0, TaskRunState.RUNNING, 1);
    api.commit(List.of(), List.of(), List.of(), List.of(running));
    api.engine.onFollow(
        id,
        () -> {
          api.engine.publish(new RunChange.OfTask(Api.task(id, 0, TaskRunState.DISPATCHED, 1)));
          api.engine.publish(new RunChange.OfTask(running));
        });

    // when it is followed, and goes on
    Events events = follow(run);
    assertThat(List.of(brief(next(events)), brief(next(events)), brief(next(events))))
        .containsExactly("run running", "first running", "second pending");
    api.engine.publish(new RunChange.OfTask(running));
    TaskRunRow first = Api.task(id, 0, TaskRunState.SUCCEEDED, 1);
    api.engine.publish(new RunChange.OfTask(first));
    assertThat(brief(next(events))).isEqualTo("first succeeded");
    TaskRunRow second = Api.task(id, 1, TaskRunState.SUCCEEDED, 1);
    RunRow ended = Api.run(id, run.workflowId(), RunState.SUCCEEDED);
    api.commit(List.of(), List.of(), List.of(ended), List.of(first, second));
    api.engine.publish(new RunChange.OfRun(ended));

    // then the rest is told, also what was not published, and the stream ends
    assertThat(events.all().stream().map(RunEventsTest::brief))
        .containsExactly("run succeeded", "second succeeded", "end");
    await().until(() -> !api.engine.followed(id));
  }

  private static Event next(Events events) throws Exception {
    Event event = events.next();
    if (event == null) {
      throw new AssertionError("Expected an event, but the stream has ended");
    }
    return event;
  }

  @Test
  void shouldTellTheStateAndEndWhenTheRunHasEnded() throws Exception {
    RunRow run = api.running("over", "only");
    RunRow ended = Api.run(run.id(), run.workflowId(), RunState.FAILED);
    api.commit(
        List.of(),
        List.of(),
        List.of(ended),
        List.of(Api.task(run.id(), 0, TaskRunState.FAILED, 2)));

    assertThat(follow(run).all().stream().map(RunEventsTest::brief))
        .containsExactly("run failed", "only failed", "end");
  }

  @Test
  void shouldForgetAClientThatIsGone() throws Exception {
    RunRow run = api.running("gone", "only");
    InputStream stream = api.admin().stream("/api/v1/runs/" + run.id() + "/events", Map.of());
    brief(next(new Events(stream)));
    assertThat(api.engine.followed(run.id())).isTrue();

    stream.close();

    // The server notices by writing, here some changes that never end.
    int[] attempt = {1};
    await()
        .until(
            () -> {
              api.engine.publish(
                  new RunChange.OfTask(Api.task(run.id(), 0, TaskRunState.RUNNING, attempt[0]++)));
              return !api.engine.followed(run.id());
            });
  }
}
