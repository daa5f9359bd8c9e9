package io.carillon.simulation;

import java.util.List;

/** How a broken promise is told, so that it can be looked into. */
final class Failure {

  private static final int LAST_EVENTS = 60;

  private Failure() {}

  static String text(Simulation.Outcome outcome) {
    List<String> events = outcome.lastEvents();
    List<String> last = events.subList(Math.max(0, events.size() - LAST_EVENTS), events.size());
    return """
    Seed %d, commit %s: %s
    It happens again with -Dsimulation.seed=%d; -Dsimulation.notes=5000 keeps more events and \
    -Dsimulation.messages=true those of the streams, see docs/simulation.md. The last events:
    %s
    """
        .formatted(
            outcome.seed(),
            System.getProperty("git.commit", "unknown"),
            outcome.violation(),
            outcome.seed(),
            String.join("\n", last));
  }
}
