package io.carillon.tasks.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that no script outlives its worker: when a worker dies, its attempts are given to
 * others, and the same script must not run twice at once.
 *
 * <p>A worker that is killed cannot kill anything itself. So a small shell process, one for the JVM
 * and in a session of its own, reads from a pipe that only the JVM holds. The JVM writes which
 * sessions are live. When the pipe ends, the JVM is gone, and the shell kills the live sessions and
 * every process whose environment carries the JVM's key, then ends. The key finds what left its
 * session, the session what cleaned its environment. The text is in {@code guard.sh}.
 */
final class Guard {

  /** Marks each process of a script: {@code KEY.NUMBER} of JVM and script. */
  static final String MARK = "CARILLON_PROCESS";

  /** One for the process, as the pipe's end stands for the end of the process. */
  static final Guard OF_THIS_PROCESS = new Guard(ProcessHandle.current());

  private final String key;
  private final AtomicLong scripts = new AtomicLong();
  private final Set<Long> live = new TreeSet<>();
  private @Nullable Process watcher;

  private Guard(ProcessHandle self) {
    long startedAt = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    key = self.pid() + "-" + startedAt;
  }

  /** A new value of {@link #MARK}. */
  String mark() {
    return key + "." + scripts.incrementAndGet();
  }

  /** Makes sure that there is a watcher before anything is started that it has to watch. */
  synchronized void ready() throws IOException {
    if (watcher == null || !watcher.isAlive()) {
      watcher = command(key).start();
      for (long session : live) {
        send("+" + session);
      }
    }
  }

  synchronized void watch(long session) throws IOException {
    ready();
    live.add(session);
    send("+" + session);
  }

  synchronized void forget(long session) {
    live.remove(session);
    try {
      send("-" + session);
    } catch (IOException e) {
      // The watcher is gone; the next script starts another, which is told of live sessions only.
      watcher = null;
    }
  }

  private void send(String line) throws IOException {
    if (watcher != null) {
      OutputStream pipe = watcher.getOutputStream();
      pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
    }
  }

  static ProcessBuilder command(String key) {
    List<String> command = new ArrayList<>(SessionLauncher.prefix());
    command.addAll(List.of("sh", "-c", text(), "carillon-guard", key));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    // The mark of a worker that runs this one as its script: that one's guard must not kill ours.
    builder.environment().remove(MARK);
    return builder;
  }

  private static String text() {
    try (InputStream file = Guard.class.getResourceAsStream("guard.sh")) {
      if (file == null) {
        throw new IllegalStateException("Expected guard.sh beside its class, but found none");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
