package io.carillon.tasks.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Copies one stream of a script into the attempt's log, byte for byte, on a thread of its own,
 * until no process holds the stream's other end any more.
 */
final class Pump extends Thread {

  private static final int CHUNK = 8 * 1024;

  private final InputStream from;
  private final OutputStream log;
  private final Tail tail;
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile boolean abandoned;

  Pump(String name, InputStream from, OutputStream log, Tail tail) {
    super(name);
    this.from = from;
    this.log = log;
    this.tail = tail;
    setDaemon(true);
  }

  @Override
  public void run() {
    // The JDK closes the stream when the process ends, and with it the output of the script's
    // children who are still at work, unless somebody holds the stream's monitor.
    synchronized (from) {
      ready.countDown();
      byte[] chunk = new byte[CHUNK];
      try {
        for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
          tail.add(chunk, n);
          write(chunk, n);
        }
      } catch (IOException e) {
        // The other end is gone: nothing more to read.
      }
    }
  }

  /** A log that fails must not stop the script, which would block on a full pipe. */
  private void write(byte[] chunk, int n) {
    if (abandoned) {
      return;
    }
    try {
      log.write(chunk, 0, n);
    } catch (IOException e) {
      abandoned = true;
    }
  }

  /** After this the stream stays open as long as anybody writes to it. */
  void awaitReady() throws InterruptedException {
    ready.await();
  }

  boolean awaitEnd(Duration limit) throws InterruptedException {
    join(Math.max(1, limit.toMillis()));
    return !isAlive();
  }

  /** From now on nothing reaches the log any more, even when a process still writes. */
  void abandon() {
    abandoned = true;
  }
}
