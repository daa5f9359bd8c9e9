package io.carillon.bench;

import java.util.List;
import java.util.Map;

/** A scheduler that is measured. Its no-op jobs count themselves, or are counted by it. */
interface Contender extends AutoCloseable {

  String name();

  /** What to know when reading the figures: tuning, where it runs. */
  String remark();

  /** Hands over jobs that are due at once, in one call. Called by several threads. */
  void enqueueBatch(int jobs) throws Exception;

  /** Hands over one job in a call of its own. Called by several threads. */
  void enqueueOne() throws Exception;

  /** Waits until every job handed over so far was executed. */
  void awaitExecuted(long jobs) throws Exception;

  /** Fails unless exactly so many plain jobs were executed. */
  void verify(long jobs) throws Exception;

  /** Hands over one job that notes when it starts; gives its key. Called by several threads. */
  String enqueueStamped() throws Exception;

  /** When the stamped jobs started, in microseconds since 1970, by key. */
  Map<String, Long> starts() throws Exception;

  /** Processes whose CPU time counts, but for this one and the database. */
  List<ProcessTree> processes();

  @Override
  void close();
}
