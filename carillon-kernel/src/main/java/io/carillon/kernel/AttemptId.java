package io.carillon.kernel;

/**
 * One hand-over of a task run to one worker.
 *
 * @param task index of the task in its workflow version, from 0
 * @param attempt from 1, rising
 */
public record AttemptId(long runId, int task, int attempt) {

  @Override
  public String toString() {
    return runId + "/" + task + "/" + attempt;
  }
}
