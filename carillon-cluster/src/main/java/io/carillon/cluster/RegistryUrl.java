package io.carillon.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry's URL, taken apart.
 *
 * @param hosts each host:port
 * @param path begins with a slash and does not end with one
 */
record RegistryUrl(Kind kind, List<String> hosts, String path) {

  /** Which registry. */
  enum Kind {
    JDBC,
    ZOOKEEPER,
    ETCD,
    ETCDS
  }

  private static final String EXPECTED =
      "jdbc, zookeeper://host:port,host:port/path, etcd://host:port/path or etcds://host:port/path";

  private static final Pattern SHAPE =
      Pattern.compile("(zookeeper|etcd|etcds)://([^/]*)((?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)/?");

  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");

  RegistryUrl {
    hosts = List.copyOf(hosts);
  }

  static RegistryUrl parse(String url) {
    if (url.equals("jdbc")) {
      return new RegistryUrl(Kind.JDBC, List.of(), "");
    }
    if (url.contains("@")) {
      // What stands before it may be a password, so the value is not repeated.
      throw new IllegalArgumentException(
          "Expected a registry URL without user and password, but found an @ in it:"
              + " credentials have settings of their own");
    }
    Matcher matcher = SHAPE.matcher(url);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Expected a registry URL like " + EXPECTED + ", but found " + url);
    }
    var hosts = new ArrayList<String>();
    for (String host : matcher.group(2).split(",", -1)) {
      Matcher parts = HOST.matcher(host);
      if (!parts.matches() || Integer.parseInt(parts.group(1)) > 65_535) {
        throw new IllegalArgumentException(
            "Expected host:port for each host of the registry URL "
                + url
                + ", but found \""
                + host
                + "\"");
      }
      hosts.add(host);
    }
    Kind kind =
        switch (matcher.group(1)) {
          case "zookeeper" -> Kind.ZOOKEEPER;
          case "etcd" -> Kind.ETCD;
          default -> Kind.ETCDS;
        };
    String path = matcher.group(3);
    return new RegistryUrl(kind, hosts, path.isEmpty() ? "/carillon" : path);
  }
}
