package io.carillon.engine.gateway;

import io.carillon.kernel.partition.Input;
import io.carillon.model.Json;
import io.carillon.protocol.Finished;
import io.carillon.protocol.Report;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads workers' reports. */
final class Reports {

  /** Characters of a task run's outputs as JSON. */
  private static final int OUTPUTS_LENGTH = 256 * 1024;

  private static final int MESSAGE_LENGTH = 16 * 1024;

  private Reports() {}

  static Input.Reported read(long workerId, Report report) {
    return new Input.Reported(
        workerId,
        report.getSequence(),
        Workers.kernelId(report.getId()),
        switch (report.getKindCase()) {
          case STARTED -> new Input.Report.Started(instant(report.getStarted().getAt()));
          case FINISHED -> finished(report.getFinished());
          case ACCEPTED, KIND_NOT_SET -> new Input.Report.Accepted();
        });
  }

  private static Input.Report finished(Finished finished) {
    Instant startedAt = finished.getStartedAt() == 0 ? null : instant(finished.getStartedAt());
    return switch (finished.getOutcome()) {
      case OUTCOME_SUCCEEDED -> succeeded(startedAt, finished.getOutputs().toStringUtf8());
      case OUTCOME_CANCELLED -> new Input.Report.Cancelled(startedAt);
      case OUTCOME_HANDED_BACK -> new Input.Report.HandedBack(startedAt);
      case OUTCOME_FAILED, OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          new Input.Report.Failed(
              startedAt,
              finished.getFailureCode(),
              clip(finished.getFailureMessage()),
              finished.getRetryable());
    };
  }

  private static Input.Report succeeded(@Nullable Instant startedAt, String outputs) {
    if (outputs.isEmpty()) {
      return new Input.Report.Succeeded(startedAt, null);
    }
    if (outputs.length() > OUTPUTS_LENGTH) {
      String message =
          "Expected outputs of at most %d characters, but they have %d"
              .formatted(OUTPUTS_LENGTH, outputs.length());
      return new Input.Report.Failed(startedAt, "outputs_too_large", message, false);
    }
    try {
      Json.parseObject(outputs);
      return new Input.Report.Succeeded(startedAt, outputs);
    } catch (IllegalArgumentException e) {
      String message = "Expected the outputs to be a JSON object, but " + e.getMessage();
      return new Input.Report.Failed(startedAt, "outputs_invalid", message, false);
    }
  }

  private static String clip(String text) {
    return text.length() <= MESSAGE_LENGTH ? text : text.substring(0, MESSAGE_LENGTH) + "…";
  }

  private static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
