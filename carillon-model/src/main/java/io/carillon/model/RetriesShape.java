package io.carillon.model;

import io.carillon.model.Retries.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code retries: 3}, or {@code retries: {max: 3, delay: 10s, …}}. */
final class RetriesShape implements Shape<Retries> {

  static final RetriesShape SHAPE = new RetriesShape();

  private static final Field<Integer> MAX =
      Field.required(
          "max", Shapes.integer(0, 1_000), "How many attempts may follow a failed first one.");
  private static final Field<Duration> DELAY =
      Field.optional("delay", Shapes.duration(), "The pause before the first retry.", "10s");
  private static final Field<Backoff> BACKOFF =
      Field.optional(
          "backoff",
          Shapes.choice(Backoff.class),
          "Whether each pause is as long as the first (fixed), or twice as long as the one before"
              + " (exponential).",
          "exponential");
  private static final Field<Duration> MAX_DELAY =
      Field.optional(
          "max_delay",
          Shapes.duration(),
          "No pause gets longer than this. Not shorter than delay, and never below it by default.",
          "1h");
  private static final Field<Double> JITTER =
      Field.optional(
          "jitter",
          Shapes.number(0, 1),
          "Each pause is lengthened by a random part of it, up to this one.",
          0.1);

  static final RecordShape<Retries> FULL =
      new RecordShape<>(
          "retries",
          "Attempts after a failed one, and the pauses between them.",
          List.of(MAX, DELAY, BACKOFF, MAX_DELAY, JITTER),
          RetriesShape::check,
          RetriesShape::bind);

  private RetriesShape() {}

  private static void check(RecordShape.Values values) {
    Duration delay = values.get(DELAY, Retries.NONE.delay());
    Duration longest = values.find(MAX_DELAY);
    if (longest != null && longest.compareTo(delay) < 0) {
      values.reject(MAX_DELAY, "at least delay (" + Durations.format(delay) + ")", null);
    }
  }

  private static Retries bind(RecordShape.Values values) {
    Duration delay = values.get(DELAY, Retries.NONE.delay());
    Duration usual = Retries.NONE.maxDelay();
    return new Retries(
        values.get(MAX),
        delay,
        values.get(BACKOFF, Retries.NONE.backoff()),
        values.get(MAX_DELAY, usual.compareTo(delay) < 0 ? delay : usual),
        values.get(JITTER, Retries.NONE.jitter()));
  }

  @Override
  public @Nullable Retries bind(Path path, Node node, Findings findings) {
    if (node instanceof Node.Fields || node instanceof Node.Broken) {
      return FULL.bind(path, node, findings);
    }
    if (!(node.json() instanceof Long)) {
      findings.report(path, node.place(), node.described(), expected(), null);
      return null;
    }
    Integer max = MAX.shape().bind(path, node, findings);
    Retries rest = Retries.NONE;
    return max == null
        ? null
        : new Retries(max, rest.delay(), rest.backoff(), rest.maxDelay(), rest.jitter());
  }

  @Override
  public String expected() {
    return MAX.shape().expected() + ", or " + FULL.expected();
  }

  @Override
  public Map<String, Object> schema() {
    return Shapes.schema("oneOf", List.of(MAX.shape().schema(), FULL.schema()));
  }
}
