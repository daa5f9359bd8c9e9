package io.carillon.house;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The modules, from the top down: what each may use, and the oldest Java it runs on. A module may
 * also use what those that it uses may use.
 */
final class ModuleTable {

  static final List<Module> MODULES =
      List.of(
          new Module("bench", 21, Set.of("sdk", "kernel")),
          new Module("cli", 21, Set.of()),
          new Module("server", 21, Set.of("cluster", "worker", "tasks")),
          new Module("cluster", 21, Set.of("engine")),
          new Module("simulation", 21, Set.of("engine", "worker")),
          new Module("engine", 21, Set.of("store", "protocol")),
          new Module("store", 21, Set.of("kernel")),
          new Module("kernel", 21, Set.of("model")),
          new Module("worker", 17, Set.of("sdk", "protocol")),
          new Module("tasks", 17, Set.of("sdk")),
          new Module("sdk", 17, Set.of("model")),
          new Module("protocol", 17, Set.of()),
          new Module("model", 17, Set.of()));

  private static final Map<String, Module> BY_NAME =
      MODULES.stream().collect(Collectors.toMap(Module::name, module -> module));

  private ModuleTable() {}

  static Module module(String name) {
    Module module = BY_NAME.get(name);
    if (module == null) {
      throw new IllegalArgumentException(
          "Expected a module of the table, but found %s: add it to ModuleTable.".formatted(name));
    }
    return module;
  }

  /**
   * @param name of the folder without {@code carillon-}, and of the package in {@code io.carillon}
   * @param java the {@code --release} it is compiled for
   */
  record Module(String name, int java, Set<String> uses) {

    boolean mayUse(String other) {
      return name.equals(other)
          || uses.contains(other)
          || uses.stream().anyMatch(used -> module(used).mayUse(other));
    }
  }
}
