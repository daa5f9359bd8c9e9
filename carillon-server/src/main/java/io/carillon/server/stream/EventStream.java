package io.carillon.server.stream;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes server-sent events. Any write fails once the client is gone. */
public final class EventStream {

  private final ServletOutputStream out;
  private final HttpServletResponse response;

  private EventStream(HttpServletResponse response) throws IOException {
    this.response = response;
    this.out = response.getOutputStream();
  }

  /** Sends the headers, so that the client knows that it is heard. */
  public static EventStream open(HttpServletResponse response) throws IOException {
    response.setContentType("text/event-stream;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    // Proxies of the nginx kind would hold events back.
    response.setHeader("X-Accel-Buffering", "no");
    response.flushBuffer();
    return new EventStream(response);
  }

  /**
   * @param id what a client that comes back names as the last it has seen; {@code null}: none
   * @param json in one line
   */
  public void send(String event, @Nullable String id, String json) throws IOException {
    StringBuilder text = new StringBuilder(json.length() + 64);
    if (id != null) {
      text.append("id: ").append(id).append('\n');
    }
    text.append("event: ").append(event).append('\n');
    text.append("data: ").append(json).append("\n\n");
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Tells proxies and the client that the stream lives, and this server whether the client does.
   */
  public void keepAlive() throws IOException {
    out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
    flush();
  }

  public void end() throws IOException {
    send("end", null, "{}");
    flush();
  }

  public void flush() throws IOException {
    response.flushBuffer();
  }
}
