package io.carillon.bench.chaos;

/** A run that was asked for, and what became of the asking. Times in microseconds since 1970. */
final class Trigger {

  final String key;
  final Kind kind;
  final String workflow;
  final long sentAt;

  /** 0: not acknowledged yet. */
  volatile long acknowledgedAt;

  volatile long run;

  Trigger(String key, Kind kind, String workflow, long sentAt) {
    this.key = key;
    this.kind = kind;
    this.workflow = workflow;
    this.sentAt = sentAt;
  }

  boolean acknowledged() {
    return acknowledgedAt != 0;
  }

  void acknowledge(long id, long at) {
    run = id;
    acknowledgedAt = at;
  }
}
