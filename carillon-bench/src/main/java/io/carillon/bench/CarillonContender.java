package io.carillon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Carillon: a server and a worker as processes of their own, called by REST. */
final class CarillonContender implements Contender {

  private static final int CAPACITY = 256;
  private static final int CHAIN = 50;
  private static final int FAN = 100;
  private static final String HEADER = "namespace: bench\nname: %s\ntasks:\n";

  private final String database;
  private final List<String> java;
  private final Path stamps;
  private final CarillonProcesses processes;
  private final CarillonApi api;

  /**
   * @param database what to call it
   * @param java options for the JVM of each process
   */
  CarillonContender(String database, String url, Path directory, List<String> java)
      throws IOException {
    this.database = database;
    this.java = List.copyOf(java);
    this.stamps = directory.resolve("stamps.txt");
    this.processes = new CarillonProcesses(directory, url, java);
    processes.startWorker(CAPACITY);
    this.api = processes.api();
    Files.writeString(stamps, "");
    api.save("noop", HEADER.formatted("noop") + "  work: {type: noop, config: {}}\n");
    api.save(
        "stamped",
        HEADER.formatted("stamped")
            + "  work: {type: noop, config: {stamp_file: \""
            + stamps
            + "\"}}\n");
    api.save("chain", chain());
    api.save("fan", fan());
  }

  private static String chain() {
    StringBuilder tasks = new StringBuilder(HEADER.formatted("chain"));
    for (int i = 0; i < CHAIN; i++) {
      String after = i == 0 ? "" : ", depends_on: [t" + (i - 1) + "]";
      tasks.append("  t").append(i).append(": {type: noop, config: {}").append(after).append("}\n");
    }
    return tasks.toString();
  }

  private static String fan() {
    StringBuilder tasks = new StringBuilder(HEADER.formatted("fan"));
    List<String> middle = new ArrayList<>();
    tasks.append("  first: {type: noop, config: {}}\n");
    for (int i = 0; i < FAN; i++) {
      middle.add("m" + i);
      tasks.append("  m").append(i).append(": {type: noop, config: {}, depends_on: [first]}\n");
    }
    tasks.append("  last: {type: noop, config: {}, depends_on: ").append(middle).append("}\n");
    return tasks.toString();
  }

  /** From the start of a run to its end, in milliseconds, one run after the other. */
  Samples chainHops(int times) throws IOException {
    return millisOf("chain", times, CHAIN);
  }

  Samples fans(int times) throws IOException {
    return millisOf("fan", times, 1);
  }

  private Samples millisOf(String workflow, int times, int divisor) throws IOException {
    double[] millis = new double[times];
    for (int i = -1; i < times; i++) {
      String id = api.trigger(workflow);
      api.awaitEnd(workflow);
      Map<String, ?> run = api.run(id);
      if (!"succeeded".equals(run.get("state"))) {
        throw new IllegalStateException("Expected a run to succeed, but found " + run);
      }
      Instant start = Instant.parse(String.valueOf(run.get("created_at")));
      Instant end = Instant.parse(String.valueOf(run.get("ended_at")));
      if (i >= 0) {
        millis[i] = Duration.between(start, end).toNanos() / 1e6 / divisor;
      }
    }
    return Samples.of(millis);
  }

  @Override
  public String name() {
    return "Carillon, " + database;
  }

  @Override
  public String remark() {
    return "server and worker are processes with %s; capacity %d; history is kept"
        .formatted(String.join(" ", java), CAPACITY);
  }

  @Override
  public void enqueueBatch(int jobs) throws IOException {
    api.triggerBatch("noop", jobs);
  }

  @Override
  public void enqueueOne() throws IOException {
    api.trigger("noop");
  }

  @Override
  public void awaitExecuted(long jobs) {
    api.awaitEnd("noop");
  }

  @Override
  public void verify(long jobs) throws IOException {
    long succeeded = api.succeeded("noop");
    if (succeeded != jobs) {
      throw new IllegalStateException(
          "Expected %d runs that succeeded, but there are %d".formatted(jobs, succeeded));
    }
  }

  long refusals() {
    return api.refusals();
  }

  @Override
  public String enqueueStamped() throws IOException {
    return api.trigger("stamped");
  }

  @Override
  public Map<String, Long> starts() {
    Map<String, Long> starts = new HashMap<>();
    try {
      for (String line : Files.readAllLines(stamps)) {
        int space = line.indexOf(' ');
        starts.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return starts;
  }

  @Override
  public List<ProcessTree> processes() {
    return processes.trees();
  }

  @Override
  public void close() {
    processes.close();
  }
}
