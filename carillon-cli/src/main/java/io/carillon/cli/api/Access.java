package io.carillon.cli.api;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the servers are and who is asking.
 *
 * @param urls of servers of one cluster, each as good as the others; without a slash at the end
 * @param authorization the header's value; {@code null}: none is known
 */
public record Access(List<String> urls, @Nullable String authorization) {

  public Access {
    urls = List.copyOf(urls);
  }

  /**
   * @param urls one, or several with commas between
   */
  public static Access to(String urls, @Nullable String authorization) {
    List<String> each =
        Arrays.stream(urls.split(","))
            .map(url -> url.strip().replaceFirst("/+$", ""))
            .filter(url -> !url.isEmpty())
            .toList();
    return new Access(each.isEmpty() ? List.of(urls) : each, authorization);
  }
}
