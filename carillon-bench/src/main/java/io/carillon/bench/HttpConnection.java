package io.carillon.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection, for one thread. By hand, since the JDK's client needs more
 * CPU for a small request than the server does, and shares the machine with it.
 */
public final class HttpConnection implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;
  private final String head;
  private long usedAt = Pace.nanos();

  HttpConnection(URI server, String token) throws IOException {
    this(server, token, Duration.ZERO);
  }

  /**
   * @param patience how long to wait for a connection, and for each piece of a reply; zero: for
   *     ever
   */
  public HttpConnection(URI server, String token, Duration patience) throws IOException {
    this.socket = new Socket();
    int millis = (int) patience.toMillis();
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), millis);
    socket.setSoTimeout(millis);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    this.head =
        "Host: %s:%d\r\nAuthorization: Bearer %s\r\n"
            .formatted(server.getHost(), server.getPort(), token);
  }

  /**
   * @param type of the body, e.g. {@code application/json}
   */
  public Reply send(String method, String path, String type, String body) throws IOException {
    return send(method, path, "", type, body);
  }

  /**
   * @param headers more of them, each with its line end
   */
  public Reply send(String method, String path, String headers, String type, String body)
      throws IOException {
    byte[] content = body.getBytes(UTF_8);
    ByteArrayOutputStream request = new ByteArrayOutputStream(content.length + 512);
    request.writeBytes((method + " " + path + " HTTP/1.1\r\n" + head + headers).getBytes(UTF_8));
    if (content.length > 0) {
      request.writeBytes(("Content-Type: " + type + "\r\n").getBytes(UTF_8));
    }
    request.writeBytes(("Content-Length: " + content.length + "\r\n\r\n").getBytes(UTF_8));
    request.writeBytes(content);
    request.writeTo(socket.getOutputStream());
    Reply reply = reply();
    usedAt = Pace.nanos();
    return reply;
  }

  /** Whether it was used a moment ago, so that the server will not close it just now. */
  public boolean isFresh() {
    return Pace.secondsSince(usedAt) < 5;
  }

  private Reply reply() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = 0;
    boolean chunked = false;
    boolean last = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      } else if (lower.startsWith("connection:")) {
        last = lower.contains("close");
      }
    }
    return new Reply(status, new String(chunked ? chunks() : in.readNBytes(length), UTF_8), last);
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.writeBytes(in.readNBytes(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("Expected a whole reply, but the server closed the connection");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * @param last the server closes the connection
   */
  public record Reply(int status, String body, boolean last) {}
}
