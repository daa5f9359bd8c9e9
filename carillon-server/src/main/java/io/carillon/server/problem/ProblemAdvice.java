package io.carillon.server.problem;

import io.carillon.engine.partition.OverloadedException;
import io.carillon.store.StoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Turns whatever a controller, or the way to it, throws into a {@link Problem}. */
@RestControllerAdvice
public class ProblemAdvice {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
  private static final Duration PASS_OVER = Duration.ofSeconds(1);
  private static final Duration DATABASE_RETRY = Duration.ofSeconds(2);

  @ExceptionHandler
  void onThrowable(Throwable thrown, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (thrown instanceof ErrorResponse known) {
      HttpHeaders headers = known.getHeaders();
      headers.forEach((name, values) -> response.setHeader(name, String.join(", ", values)));
    }
    Problem problem = problem(thrown, request);
    problem.send(response);
    if (problem.code() == ProblemCode.TOO_LARGE) {
      passOver(request.getInputStream());
    }
  }

  /**
   * Gives a client that still sends its body the time to see the answer: if the connection closed
   * at once, many would report that it broke, and nothing else.
   */
  private static void passOver(InputStream body) throws IOException {
    byte[] unread = new byte[1 << 16];
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < PASS_OVER.toNanos() && body.read(unread) >= 0) {}
  }

  /** The client went away: there is nobody to tell. */
  @ExceptionHandler
  void onBrokenConnection(IOException broken, HttpServletRequest request) {
    log.debug("The connection of {} {} broke", request.getMethod(), request.getRequestURI());
  }

  private static Problem problem(Throwable thrown, HttpServletRequest request) {
    return switch (thrown) {
      case ProblemException known -> known.problem();
      case OverloadedException full -> overloaded(full);
      case StoreException failed -> databaseFailed(failed);
      case MethodArgumentTypeMismatchException mismatch -> mismatch(mismatch);
      case MissingServletRequestParameterException missing ->
          invalid("Expected the query parameter %s", missing.getParameterName());
      case HttpMessageNotReadableException unreadable ->
          invalid("Expected a body of the kind that docs/api.md says, but there is none");
      case HttpRequestMethodNotSupportedException method ->
          new Problem(
              ProblemCode.METHOD_NOT_ALLOWED,
              "Expected one of %s, but found %s"
                  .formatted(method.getSupportedHttpMethods(), method.getMethod()));
      case HttpMediaTypeNotSupportedException type ->
          new Problem(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE,
              "Expected a body of one of the types %s, but found %s"
                  .formatted(type.getSupportedMediaTypes(), type.getContentType()));
      case ErrorResponse known -> ofStatus(known.getStatusCode().value(), request);
      default -> unexpected(thrown, request);
    };
  }

  private static Problem overloaded(OverloadedException full) {
    String detail = full.getMessage() == null ? ProblemCode.OVERLOADED.title() : full.getMessage();
    return Problem.retryLater(ProblemCode.OVERLOADED, detail, full.retryAfter());
  }

  private static Problem databaseFailed(StoreException failed) {
    log.warn("The database did not answer: {}", failed.getMessage());
    return Problem.retryLater(
        ProblemCode.OVERLOADED,
        "Expected the database to answer, but it does not now",
        DATABASE_RETRY);
  }

  private static Problem mismatch(MethodArgumentTypeMismatchException mismatch) {
    Class<?> type = mismatch.getRequiredType();
    boolean number = type != null && Number.class.isAssignableFrom(type);
    boolean primitive = type == int.class || type == long.class;
    String expected = number || primitive ? "a whole number" : "another value";
    return invalid(
        "Expected %s to be %s, but found '%s'",
        mismatch.getName(), expected, String.valueOf(mismatch.getValue()));
  }

  private static Problem ofStatus(int status, HttpServletRequest request) {
    ProblemCode code = ProblemCode.ofStatus(status);
    return new Problem(
        code,
        code == ProblemCode.NOT_FOUND
            ? "Expected a path of the API, but found %s".formatted(request.getRequestURI())
            : "Expected a request as docs/api.md says, but found %s %s"
                .formatted(request.getMethod(), request.getRequestURI()));
  }

  private static Problem invalid(String detail, String... values) {
    return new Problem(ProblemCode.REQUEST_INVALID, detail.formatted((Object[]) values));
  }

  private static Problem unexpected(Throwable thrown, HttpServletRequest request) {
    log.error("{} {} failed", request.getMethod(), request.getRequestURI(), thrown);
    return new Problem(
        ProblemCode.INTERNAL, "Expected an answer, but the server failed; its log says more");
  }
}
