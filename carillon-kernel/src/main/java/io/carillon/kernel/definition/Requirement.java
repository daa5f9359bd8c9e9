package io.carillon.kernel.definition;

import java.util.Set;

/**
 * What a worker must be to run a task.
 *
 * @param pool one that it belongs to
 * @param type one that it offers
 * @param tags all of which it must have
 */
public record Requirement(String pool, String type, Set<String> tags) {

  public Requirement {
    tags = Set.copyOf(tags);
  }
}
