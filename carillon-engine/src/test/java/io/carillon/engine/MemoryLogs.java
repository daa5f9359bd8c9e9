package io.carillon.engine;

import io.carillon.engine.log.LogStore;
import io.carillon.kernel.AttemptId;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Logs in memory. */
final class MemoryLogs implements LogStore {

  private final Map<AttemptId, ByteArrayOutputStream> logs = new ConcurrentHashMap<>();

  @Override
  public synchronized Position append(AttemptId attempt, long offset, byte[] data, boolean end) {
    ByteArrayOutputStream log = logs.computeIfAbsent(attempt, id -> new ByteArrayOutputStream());
    if (offset <= log.size() && offset + data.length > log.size()) {
      int known = (int) (log.size() - offset);
      log.write(data, known, data.length - known);
    }
    return new Position(log.size(), end);
  }

  @Override
  public synchronized Position position(AttemptId attempt) {
    return new Position(read(attempt, 0, Integer.MAX_VALUE).length, false);
  }

  @Override
  public synchronized byte[] read(AttemptId attempt, long offset, int limit) {
    ByteArrayOutputStream log = logs.get(attempt);
    byte[] all = log == null ? new byte[0] : log.toByteArray();
    return Arrays.copyOfRange(all, (int) offset, Math.min(all.length, (int) offset + limit));
  }

  @Override
  public Subscription listen(AttemptId attempt, Runnable listener) {
    return () -> {};
  }
}
