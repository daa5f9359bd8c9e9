package io.carillon.bench.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The short version; see docs/chaos.md for the long one. Alone on the machine: processes that get
 * no time look as if they had been stopped.
 */
@Isolated
class ChaosTest {

  @TempDir Path folder;

  @Test
  void shouldKeepItsPromisesWhenProcessesDieAndLinksBreak() throws Exception {
    ChaosOptions options = ChaosOptions.parse("--seconds=14", "--every=2", "--rate=40");
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    List<String> findings = new Chaos(options, folder, new PrintStream(said, true, UTF_8)).run();

    assertThat(findings).describedAs(said.toString(UTF_8)).isEmpty();
  }
}
