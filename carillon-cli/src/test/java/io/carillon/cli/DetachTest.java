package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, ended from the outside. */
class DetachTest {

  @TempDir Path home;

  @Test
  void shouldSayHowToGoOnWhenItIsEndedWhileItFollows() throws Exception {
    try (FakeServer server = new FakeServer()) {
      server.answers("POST /namespaces/team/workflows/a/runs", 201, "{\"id\":\"17\"}");
      server.streamsForEver(
          "GET /runs/17/events",
          "event: run\ndata: {\"id\":\"17\",\"namespace\":\"team\",\"workflow\":\"a\","
              + "\"state\":\"running\"}\n\n");
      Path err = home.resolve("err");
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              Main.class.getName(),
              "trigger",
              "team/a",
              "--follow",
              "--url",
              server.url());
      Process process = builder.redirectError(err.toFile()).start();
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        assertThat(out.readLine()).endsWith("team/a run 17  running");

        process.destroy();

        assertThat(process.waitFor()).isNotZero();
        assertThat(Files.readString(err))
            .contains("Detached; run 17 goes on.", "carillon logs 17 -f", "carillon cancel 17");
        assertThat(server.requests()).noneMatch(request -> request.line().endsWith("/cancel"));
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
