package io.carillon.tasks.http;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer sends the request, and as what. Done here and not by the JDK's client, which
 * would give the credentials of one host to another.
 *
 * @param sameOrigin whether credentials may go along
 */
record Redirect(URI to, String method, boolean keepsBody, boolean sameOrigin) {

  /** Null when the answer is none, or one that must not be followed. */
  static @Nullable Redirect of(int status, HttpHeaders headers, URI from, String method) {
    String location = headers.firstValue("location").orElse(null);
    boolean asGet = status == 303 || ((status == 301 || status == 302) && method.equals("POST"));
    boolean known =
        status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    if (!known || location == null) {
      return null;
    }
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      return null;
    }
    String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
    boolean downgrade = from.getScheme().equalsIgnoreCase("https") && !scheme.equals("https");
    if (downgrade || !(scheme.equals("http") || scheme.equals("https")) || to.getHost() == null) {
      return null;
    }
    boolean sameOrigin =
        scheme.equalsIgnoreCase(from.getScheme())
            && to.getHost().equalsIgnoreCase(from.getHost())
            && to.getPort() == from.getPort();
    String newMethod = asGet && !method.equals("HEAD") ? "GET" : method;
    return new Redirect(to, newMethod, !asGet, sameOrigin);
  }
}
