package io.carillon.server.access;

import io.carillon.server.problem.Problem;
import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import io.carillon.store.StoreException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;

/** Finds the caller by the {@code Authorization} header: {@code Bearer} or {@code Basic}. */
final class AuthenticationFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final Duration DATABASE_RETRY = Duration.ofSeconds(2);

  private final transient Tokens tokens;
  private final transient Logins logins;

  AuthenticationFilter(Tokens tokens, Logins logins) {
    this.tokens = tokens;
    this.logins = logins;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String header = request.getHeader("Authorization");
    if (header != null) {
      try {
        Caller caller = caller(header.strip(), request.getRemoteAddr());
        if (caller == null) {
          throw new ProblemException(
              ProblemCode.UNAUTHENTICATED,
              "Expected a token that exists and has not expired, or a user and password;"
                  + " but these are not known");
        }
        SecurityContextHolder.setContext(new SecurityContextImpl(caller));
      } catch (ProblemException e) {
        e.problem().send(response);
        return;
      } catch (StoreException e) {
        Problem.retryLater(
                ProblemCode.OVERLOADED,
                "Expected to look the credentials up, but the database does not answer now",
                DATABASE_RETRY)
            .send(response);
        return;
      }
    }
    chain.doFilter(request, response);
  }

  private @Nullable Caller caller(String header, String address) {
    int space = header.indexOf(' ');
    String scheme = space < 0 ? header : header.substring(0, space);
    String value = space < 0 ? "" : header.substring(space + 1).strip();
    if (scheme.equalsIgnoreCase("Bearer")) {
      return tokens.caller(value);
    }
    return scheme.equalsIgnoreCase("Basic") ? basic(value, address) : null;
  }

  private @Nullable Caller basic(String value, String address) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
    int colon = pair.indexOf(':');
    return colon < 0
        ? null
        : logins.caller(pair.substring(0, colon), pair.substring(colon + 1), address);
  }
}
