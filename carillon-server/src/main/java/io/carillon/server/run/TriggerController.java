package io.carillon.server.run;

import io.carillon.engine.partition.OverloadedException;
import io.carillon.kernel.Answer;
import io.carillon.server.engine.Commands;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import java.net.URI;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Starts runs. The hot path: nothing here reads the database. */
@RestController
@RequestMapping("/api/v1/namespaces/{namespace}/workflows/{name}/runs")
public class TriggerController {

  private final Commands commands;

  public TriggerController(Commands commands) {
    this.commands = commands;
  }

  @PostMapping
  ResponseEntity<TriggeredView> trigger(
      @PathVariable String namespace,
      @PathVariable String name,
      @RequestBody(required = false) @Nullable TriggerRequest body,
      @RequestHeader(value = "Idempotency-Key", required = false) @Nullable String key,
      Principal by) {
    checkKey(key);
    var command = TriggerRequest.orEmpty(body).command(namespace, name, key, by.getName());
    Answer.RunAccepted run = accepted(commands.run(command));
    String id = Long.toString(run.runId());
    var view = new TriggeredView(id, namespace, name, run.duplicate());
    URI location = URI.create("/api/v1/runs/" + id);
    return ResponseEntity.status(run.duplicate() ? 200 : 201).location(location).body(view);
  }

  /** All of the batch is under way before the first answer is awaited: they share commits. */
  @PostMapping("/batch")
  BatchView batch(
      @PathVariable String namespace,
      @PathVariable String name,
      @RequestBody BatchRequest body,
      Principal by) {
    List<CompletableFuture<Answer>> started = new ArrayList<>(body.runs().size());
    for (BatchRequest.Item item : body.runs()) {
      started.add(commands.start(item.command(namespace, name, by.getName())));
    }
    List<BatchView.Result> results = new ArrayList<>(started.size());
    OverloadedException full = null;
    int taken = 0;
    for (CompletableFuture<Answer> each : started) {
      try {
        Answer.RunAccepted run = accepted(commands.await(each));
        results.add(BatchView.Result.run(run.runId(), run.duplicate()));
        taken++;
      } catch (ProblemException e) {
        results.add(BatchView.Result.problem(e.problem().code().code(), e.problem().detail()));
        taken++;
      } catch (OverloadedException e) {
        full = e;
        results.add(
            BatchView.Result.problem(
                ProblemCode.OVERLOADED.code(), ProblemCode.OVERLOADED.title()));
      }
    }
    if (taken == 0 && full != null) {
      throw full;
    }
    return new BatchView(results);
  }

  private static void checkKey(@Nullable String key) {
    if (key != null && (key.isBlank() || key.length() > TriggerRequest.KEY_LIMIT)) {
      throw new ProblemException(
          ProblemCode.REQUEST_INVALID,
          "Expected Idempotency-Key to have 1 to %d characters, but found %d"
              .formatted(TriggerRequest.KEY_LIMIT, key.length()));
    }
  }

  private static Answer.RunAccepted accepted(Answer answer) {
    if (answer instanceof Answer.RunAccepted accepted) {
      return accepted;
    }
    throw new IllegalStateException("Expected a run, but found " + answer);
  }
}
