package io.carillon.kernel.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The diagrams in the docs are drawn from the tables. */
class TransitionsTest {

  private static final Path DOCS = Path.of("..", "docs", "states.md");

  @Test
  void shouldBeDrawnInTheDocs() throws IOException {
    String drawn = draw();
    if (Boolean.getBoolean("carillon.update")) {
      Files.writeString(DOCS, drawn);
    }

    assertThat(Files.readString(DOCS))
        .as("docs/states.md; draw it again with -Dcarillon.update=true")
        .isEqualTo(drawn);
  }

  private static String draw() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # States

        Drawn from the transition tables of the kernel (`Transitions`); do not edit.

        ## Run

        ```mermaid
        stateDiagram-v2
            [*] --> queued
        """);
    Transitions.RUNS.forEach(row -> line(text, row.from(), row.to(), row.event()));
    text.append(
        """
            succeeded --> [*]
            failed --> [*]
            cancelled --> [*]
        ```

        ## Task run

        ```mermaid
        stateDiagram-v2
            [*] --> pending
        """);
    Transitions.TASKS.forEach(row -> line(text, row.from(), row.to(), row.event()));
    text.append(
        """
            succeeded --> [*]
            failed --> [*]
            cancelled --> [*]
            skipped --> [*]
        ```
        """);
    return text.toString();
  }

  private static void line(StringBuilder text, Enum<?> from, Enum<?> to, Class<?> event) {
    String words =
        event.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    text.append(
        "    %s --> %s: %s\n"
            .formatted(
                from.name().toLowerCase(Locale.ROOT), to.name().toLowerCase(Locale.ROOT), words));
  }
}
