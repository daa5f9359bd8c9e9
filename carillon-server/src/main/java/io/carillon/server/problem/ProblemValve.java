package io.carillon.server.problem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the place of Tomcat's HTML pages, for what never reaches a controller: a broken request
 * line, an error in a filter. Tomcat makes it by name, so it is public.
 */
public final class ProblemValve extends ErrorReportValve {

  private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    if (throwable != null && status >= 500) {
      log.error("{} {} failed", request.getMethod(), request.getRequestURI(), throwable);
    }
    Problem problem = problem(ProblemCode.ofStatus(status));
    try {
      problem.headers(response);
      response.getOutputStream().write(problem.json().getBytes(StandardCharsets.UTF_8));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      log.debug("Expected to report status {}, but the client is gone", status, e);
    }
  }

  private static Problem problem(ProblemCode code) {
    String detail =
        code.status() < 500
            ? "Expected a well-formed HTTP request to a path of the API, but this is none"
            : "Expected an answer, but the server failed; its log says more";
    return new Problem(code, detail);
  }
}
