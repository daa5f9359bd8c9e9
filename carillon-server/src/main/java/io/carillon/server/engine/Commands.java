package io.carillon.server.engine;

import io.carillon.engine.partition.OverloadedException;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.server.problem.Problem;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends commands to the engine and waits for their answers. */
public final class Commands {

  /** A commit takes milliseconds; after this long the caller had better know that it hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final EnginePort engine;

  public Commands(EnginePort engine) {
    this.engine = engine;
  }

  /**
   * Runs a command.
   *
   * @throws ProblemException if it is rejected
   * @throws OverloadedException if it cannot be taken now
   */
  public Answer run(Command command) {
    return await(start(command));
  }

  public CompletableFuture<Answer> start(Command command) {
    return engine.submit(command);
  }

  /** Waits; fails as {@link #run} does. */
  public Answer await(CompletableFuture<Answer> started) {
    try {
      return switch (started.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        case Answer.Rejected rejected -> throw new ProblemException(problem(rejected));
        case Answer accepted -> accepted;
      };
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case RuntimeException cause -> cause;
        case null, default -> new IllegalStateException("Expected an answer", e);
      };
    } catch (TimeoutException e) {
      throw new OverloadedException(
          "Expected an answer within %d s, but there is none yet; the command may still take effect"
              .formatted(PATIENCE.toSeconds()),
          PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OverloadedException("The server is stopping", Duration.ofSeconds(1));
    }
  }

  private static Problem problem(Answer.Rejected rejected) {
    ProblemCode code =
        switch (rejected.code()) {
          case WORKFLOW_NOT_FOUND -> ProblemCode.WORKFLOW_NOT_FOUND;
          case RUN_NOT_FOUND -> ProblemCode.RUN_NOT_FOUND;
          case PARAMS_INVALID -> ProblemCode.PARAMS_INVALID;
          case RUN_ENDED -> ProblemCode.RUN_ENDED;
        };
    return new Problem(code, rejected.message());
  }
}
