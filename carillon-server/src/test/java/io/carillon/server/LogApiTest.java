package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.kernel.AttemptId;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.server.Client.Reply;
import io.carillon.server.Events.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogApiTest {

  private static final byte[] TEXT = "äöü ✓ 🔔 end\n".getBytes(StandardCharsets.UTF_8);

  private final Api api = Api.get();

  private AttemptId attempt(String workflow) {
    RunRow run = api.running(workflow, "only");
    api.commit(
        List.of(), List.of(), List.of(), List.of(Api.task(run.id(), 0, TaskRunState.RUNNING, 1)));
    return new AttemptId(run.id(), 0, 1);
  }

  private static String path(AttemptId attempt) {
    return "/api/v1/runs/%d/tasks/only/attempts/%d/log"
        .formatted(attempt.runId(), attempt.attempt());
  }

  @Test
  void shouldKeepCharactersWholeWhenTheyAreSplitOverChunks() throws Exception {
    AttemptId attempt = attempt("follow");
    Events events = new Events(api.admin().stream(path(attempt) + "/follow", Map.of()));
    for (int i = 0; i < TEXT.length; i++) {
      api.logs.append(attempt, i, new byte[] {TEXT[i]}, false);
    }
    api.logs.append(attempt, TEXT.length, new byte[0], true);

    StringBuilder text = new StringBuilder();
    String lastId = "";
    for (Event event : events.all()) {
      if (event.name().equals("log")) {
        text.append(event.text("text"));
        lastId = String.valueOf(event.id());
      }
    }
    assertThat(text).hasToString(new String(TEXT, StandardCharsets.UTF_8));
    assertThat(lastId).isEqualTo(Integer.toString(TEXT.length));
  }

  @Test
  void shouldGoOnWhereTheClientWasWhenItComesBack() throws Exception {
    AttemptId attempt = attempt("resume");
    api.logs.append(attempt, 0, TEXT, true);

    Events events =
        new Events(
            api.admin().stream(path(attempt) + "/follow?offset=0", Map.of("Last-Event-ID", "7")));

    List<Event> all = events.all();
    assertThat(all).extracting(Event::name).containsExactly("log", "end");
    assertThat(all.getFirst().text("text")).isEqualTo("✓ 🔔 end\n");
    assertThat(all.getFirst().text("offset")).isEqualTo("7");
  }

  @Test
  void shouldPageThroughALog() throws Exception {
    AttemptId attempt = attempt("page");
    api.logs.append(attempt, 0, TEXT, false);

    Reply first = api.admin().get(path(attempt) + "?limit=8");
    assertThat(first.body()).isEqualTo("äöü ");
    assertThat(first.headers())
        .containsEntry("x-carillon-log-offset", "7")
        .containsEntry("x-carillon-log-ended", "false")
        .containsEntry("content-type", "text/plain;charset=UTF-8");
    Reply rest = api.admin().get(path(attempt) + "?offset=7");
    assertThat(rest.body()).isEqualTo("✓ 🔔 end\n");
    assertThat(rest.headers()).containsEntry("x-carillon-log-ended", "false");
    api.logs.append(attempt, TEXT.length, new byte[0], true);
    Reply end = api.admin().get(path(attempt) + "?offset=" + TEXT.length);
    assertThat(end.body()).isEmpty();
    assertThat(end.headers()).containsEntry("x-carillon-log-ended", "true");
  }

  @Test
  void shouldCountALogAsEndedWhenItsAttemptIsLongOver() throws Exception {
    RunRow run = api.running("died", "only");
    api.commit(
        List.of(), List.of(), List.of(), List.of(Api.task(run.id(), 0, TaskRunState.FAILED, 1)));
    AttemptId attempt = new AttemptId(run.id(), 0, 1);
    api.logs.append(attempt, 0, TEXT, false);

    assertThat(api.admin().get(path(attempt)).headers())
        .containsEntry("x-carillon-log-ended", "true");
    assertThat(api.admin().get(path(new AttemptId(run.id(), 0, 2))).text("code"))
        .isEqualTo("attempt_not_found");
  }
}
