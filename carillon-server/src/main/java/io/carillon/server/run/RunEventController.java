package io.carillon.server.run;

import io.carillon.engine.log.LogStore.Subscription;
import io.carillon.kernel.row.RunRow;
import io.carillon.server.engine.EnginePort;
import io.carillon.server.stream.Bell;
import io.carillon.server.stream.EventStream;
import io.carillon.server.stream.Streams;
import io.carillon.server.worker.WorkerDirectory;
import io.carillon.store.Queries;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows a run by server-sent events.
 *
 * <p>It subscribes, then reads the present state, then tells what is newer ({@link Progress}): so
 * nothing is lost between the two, and nothing told twice.
 */
@RestController
public class RunEventController {

  private final EnginePort engine;
  private final Queries queries;
  private final Runs runs;
  private final WorkerDirectory workers;
  private final Streams streams;
  private final JsonMapper json;

  public RunEventController(
      EnginePort engine,
      Queries queries,
      Runs runs,
      WorkerDirectory workers,
      Streams streams,
      JsonMapper json) {
    this.engine = engine;
    this.queries = queries;
    this.runs = runs;
    this.workers = workers;
    this.streams = streams;
    this.json = json;
  }

  @GetMapping(path = "/api/v1/runs/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void events(@PathVariable String id, HttpServletResponse response) throws IOException {
    long runId = Runs.id(id);
    streams.run(
        bell -> {
          NewestChanges changes = new NewestChanges(bell::ring);
          Subscription subscription = engine.follow(runId, changes);
          try {
            write(id, bell, changes, response);
          } finally {
            subscription.close();
          }
        });
  }

  private void write(String id, Bell bell, NewestChanges changes, HttpServletResponse response)
      throws IOException {
    // The run first: if it had ended by then, so have the tasks that are read after it.
    FoundRun run = runs.get(id);
    var rows = queries.taskRuns(run.id());
    EventStream stream = EventStream.open(response);
    RunEvents events = new RunEvents(stream, json, run, workers, this::look);
    events.snapshot(rows);
    while (!events.ended()) {
      switch (bell.await(Streams.KEEP_ALIVE)) {
        case RUNG -> events.changes(changes.take());
        case NOTHING -> stream.keepAlive();
        case STOP -> {
          return;
        }
      }
    }
    events.rest(queries.taskRuns(run.id()));
    stream.end();
  }

  private void look(RunEvents events) throws IOException {
    RunRow row = runs.get(events.runId()).named().run();
    events.look(row, queries.taskRuns(row.id()));
  }
}
