package io.carillon.simulation.workload;

import io.carillon.model.Task;
import io.carillon.simulation.clockwork.Dice;
import io.carillon.simulation.cluster.SimWorker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws workflows. */
public final class Workflows {

  /** A task as far as the checks want to know it. */
  public record Shape(
      List<Integer> dependencies,
      Task.TriggerRule rule,
      Task.OnFailure onFailure,
      boolean atMostOnce,
      boolean stopWhenIsolated,
      int retries) {}

  private final Dice dice;
  private final double stopWhenIsolated;
  private final Map<String, List<Shape>> shapes = new HashMap<>();
  private int drawn;

  public Workflows(Dice dice) {
    this.dice = dice;
    this.stopWhenIsolated = dice.chance(0.3) ? 0.8 : 0.1;
  }

  /** The tasks of a definition that was drawn here. */
  public List<Shape> shapes(String source) {
    return shapes.getOrDefault(source, List.of());
  }

  /** A definition unlike all others, as JSON. */
  String draw(String name) {
    int size = dice.chance(0.4) ? 1 : 2 + dice.below(4);
    List<Shape> tasks = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      List<Integer> dependencies = new ArrayList<>();
      for (int j = 0; j < i; j++) {
        if (dice.chance(0.5)) {
          dependencies.add(j);
        }
      }
      boolean atMostOnce = dice.chance(0.15);
      Shape shape =
          new Shape(
              dependencies,
              dependencies.isEmpty() || dice.chance(0.5)
                  ? Task.TriggerRule.ALL_SUCCEEDED
                  : dice.any(List.of(Task.TriggerRule.values())),
              dice.chance(0.6)
                  ? Task.OnFailure.FAIL_RUN
                  : dice.any(List.of(Task.OnFailure.values())),
              atMostOnce,
              dice.chance(stopWhenIsolated),
              !atMostOnce && dice.chance(0.4) ? 1 + dice.below(2) : 0);
      tasks.add(shape);
      texts.add("\"t%d\": %s".formatted(i, text(shape)));
    }
    String source =
        """
        {"name": "%s", "description": "save %d",%s "priority": %d,
         "params": {"n": {"type": "int"}}, "tasks": {%s}}
        """
            .formatted(
                name,
                ++drawn,
                dice.chance(0.1) ? " \"timeout\": \"4s\"," : "",
                dice.below(3),
                String.join(", ", texts));
    shapes.put(source, tasks);
    return source;
  }

  private String text(Shape shape) {
    List<String> fields = new ArrayList<>();
    fields.add("\"type\": \"" + SimWorker.TASK_TYPE + "\"");
    if (!shape.dependencies.isEmpty()) {
      List<String> names = shape.dependencies.stream().map(i -> "\"t" + i + "\"").toList();
      fields.add("\"depends_on\": [" + String.join(", ", names) + "]");
    }
    fields.add("\"trigger_rule\": \"" + lower(shape.rule) + "\"");
    fields.add("\"on_failure\": \"" + lower(shape.onFailure) + "\"");
    fields.add("\"at_most_once\": " + shape.atMostOnce);
    fields.add("\"stop_when_isolated\": " + shape.stopWhenIsolated);
    if (!shape.atMostOnce) {
      if (shape.retries > 0) {
        fields.add(
            "\"retries\": {\"max\": %d, \"delay\": \"%dms\"}"
                .formatted(shape.retries, 20 + dice.below(400)));
      }
      if (dice.chance(0.15)) {
        fields.add("\"on_lost_worker\": \"fail\"");
      }
    }
    if (dice.chance(0.2)) {
      fields.add("\"timeout\": \"%dms\"".formatted(100 + dice.below(1_500)));
    }
    if (dice.chance(0.15)) {
      fields.add("\"delay\": \"%dms\"".formatted(10 + dice.below(500)));
    }
    if (dice.chance(0.2)) {
      fields.add("\"priority\": " + dice.below(5));
    }
    if (dice.chance(0.015) && !shape.dependencies.isEmpty()) {
      fields.add("\"when\": \"params.n > 5\"");
    }
    return "{" + String.join(", ", fields) + "}";
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
