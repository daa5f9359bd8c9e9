package io.carillon.server;

import io.carillon.server.http.WebServerConfiguration.Address;
import java.net.InetAddress;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

/** The REST API, served. */
final class HttpServer implements AutoCloseable {

  private final AnnotationConfigServletWebServerApplicationContext context;
  private final Components components;

  private HttpServer(
      AnnotationConfigServletWebServerApplicationContext context, Components components) {
    this.context = context;
    this.components = components;
  }

  /**
   * Listens.
   *
   * @param more configuration that a test adds
   * @throws BadOptionException if the port is taken
   */
  static HttpServer start(InetAddress host, int port, Components components, Class<?>... more) {
    var context = new AnnotationConfigServletWebServerApplicationContext();
    context.registerBean(Address.class, () -> new Address(host, port));
    components.register(context);
    context.register(ApiConfiguration.class);
    if (more.length > 0) {
      context.register(more);
    }
    try {
      context.refresh();
    } catch (RuntimeException e) {
      context.close();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof PortInUseException) {
          throw portInUse("http-port", port);
        }
      }
      throw e;
    }
    return new HttpServer(context, components);
  }

  static BadOptionException portInUse(String option, int port) {
    return new BadOptionException(
        "Expected port %d to be free, but another process uses it; choose another by --%s"
            .formatted(port, option));
  }

  int port() {
    WebServer server = context.getWebServer();
    return server == null ? 0 : server.getPort();
  }

  /** Takes no new requests, ends the streams, lets requests end. */
  @Override
  public void close() {
    components.streams.close();
    context.close();
  }
}
