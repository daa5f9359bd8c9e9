package io.carillon.cli.api;

import org.jspecify.annotations.Nullable;

/**
 * Where the server is and who is asking.
 *
 * @param url without a slash at its end
 * @param authorization the header's value; {@code null}: none is known
 */
public record Access(String url, @Nullable String authorization) {

  public Access {
    while (url.endsWith("/")) {
      url = url.substring(0, url.length() - 1);
    }
  }
}
