package io.carillon.tasks.http;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the log may show. */
final class Redaction {

  private static final Pattern SECRET =
      Pattern.compile("auth|cookie|token|secret|key|passw|credential|signature|session");

  private Redaction() {}

  static String header(String name, String value) {
    return name + ": " + (isSecret(name) ? "***" : value);
  }

  /** The URL without user and password, and without the values of parameters that sound secret. */
  static String url(URI uri) {
    String text = uri.toString();
    if (uri.getRawUserInfo() != null) {
      text = text.replace(uri.getRawUserInfo() + "@", "***@");
    }
    if (uri.getRawQuery() == null) {
      return text;
    }
    StringBuilder query = new StringBuilder();
    for (String part : uri.getRawQuery().split("&", -1)) {
      int equals = part.indexOf('=');
      boolean secret = equals > 0 && isSecret(part.substring(0, equals));
      query.append(query.isEmpty() ? "" : "&");
      query.append(secret ? part.substring(0, equals + 1) + "***" : part);
    }
    return text.replace(uri.getRawQuery(), query);
  }

  static boolean isSecret(String name) {
    return SECRET.matcher(name.toLowerCase(Locale.ROOT)).find();
  }
}
