package io.carillon.server.worker;

import io.carillon.model.Json;
import io.carillon.server.engine.EnginePort;
import io.carillon.server.http.Items;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Workers that are connected, and what tasks can be. */
@RestController
@RequestMapping("/api/v1")
public class WorkerController {

  private final EnginePort engine;
  private final TaskTypeCatalog taskTypes;

  public WorkerController(EnginePort engine, TaskTypeCatalog taskTypes) {
    this.engine = engine;
    this.taskTypes = taskTypes;
  }

  @GetMapping("/workers")
  Items<WorkerView> workers() {
    return new Items<>(engine.workers().stream().map(WorkerView::of).toList());
  }

  @GetMapping("/task_types")
  Items<TaskTypeView> taskTypes() {
    List<TaskTypeView> views =
        taskTypes.all().entrySet().stream()
            .map(type -> new TaskTypeView(type.getKey(), Json.parseObject(type.getValue())))
            .toList();
    return new Items<>(views);
  }

  /**
   * @param configSchema JSON Schema of the {@code config} of tasks of this type
   */
  record TaskTypeView(String name, Map<String, @Nullable Object> configSchema) {}
}
