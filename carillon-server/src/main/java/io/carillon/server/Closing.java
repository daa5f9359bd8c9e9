package io.carillon.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be done at the end, the last begun first; one that fails does not stop the rest. */
final class Closing implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private record Step(String what, AutoCloseable action) {}

  private final Deque<Step> steps = new ArrayDeque<>();

  synchronized void later(String what, AutoCloseable action) {
    steps.push(new Step(what, action));
  }

  @Override
  public synchronized void close() {
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      try {
        step.action().close();
      } catch (Exception e) {
        log.warn("Expected to close {}, but it failed", step.what(), e);
      }
    }
  }
}
