package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.server.Client.Reply;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitTest {

  private static final long HUGE = 64L << 20;

  private final Api api = Api.get();

  /** Spaces, counted as they are sent. */
  private static final class Spaces extends InputStream {
    private final AtomicLong sent;

    Spaces(AtomicLong sent) {
      this.sent = sent;
    }

    @Override
    public int read() {
      return sent.incrementAndGet() > HUGE ? -1 : ' ';
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      if (sent.get() >= HUGE) {
        return -1;
      }
      Arrays.fill(bytes, from, from + length, (byte) ' ');
      sent.addAndGet(length);
      return length;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/tokens, application/json",
    "POST, /api/v1/namespaces/a/workflows/b/runs, application/json",
    "POST, /api/v1/namespaces/a/workflows/b/runs/batch, application/json",
    "PUT,  /api/v1/namespaces/a/workflows/b, application/yaml",
    "POST, /api/v1/workflows/validate, application/json",
  })
  void shouldRefuse64MiBWhenChunked(String method, String path, String type) throws Exception {
    AtomicLong sent = new AtomicLong();
    BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new Spaces(sent));
    Reply reply = api.admin().send(method, path, Map.of("Content-Type", type), chunked);
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.text("code")).isEqualTo("too_large");
  }

  @Test
  void shouldRefuseByItsLengthWhenThatIsTold() throws Exception {
    AtomicLong sent = new AtomicLong();
    BodyPublisher sized =
        BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> new Spaces(sent)), HUGE);
    Reply reply =
        api.admin()
            .send("POST", "/api/v1/tokens", Map.of("Content-Type", "application/json"), sized);
    assertThat(reply.status()).isEqualTo(413);
  }

  @Test
  void shouldTakeADefinitionLargerThanOtherBodies() throws Exception {
    String source =
        "name: large\ntasks:\n  a:\n    type: shell\n    config: {script: 'true'}\n"
            + "# comment\n".repeat(300_000);
    Reply reply =
        api.admin().send("POST", "/api/v1/workflows/validate", "application/yaml", source);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json()).containsEntry("valid", true).containsEntry("tasks", 1L);
  }
}
