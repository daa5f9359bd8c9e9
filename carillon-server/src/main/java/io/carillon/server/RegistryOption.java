package io.carillon.server;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which values {@code --registry} can have. */
final class RegistryOption {

  static final String JDBC = "jdbc";

  private static final Pattern URL =
      Pattern.compile("(?:zookeeper|etcd|etcds)://([^/]*)((?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)/?");

  private RegistryOption() {}

  /**
   * Checks the registry with what belongs to it.
   *
   * @param alone whether the database serves one server alone
   * @throws BadOptionException if they do not fit
   */
  static void check(
      @Nullable String registry, @Nullable String user, @Nullable String password, boolean alone) {
    if (registry != null && alone) {
      throw new BadOptionException(
          "Expected no --registry with SQLite, which serves one server alone, but found '%s'; a"
                  .formatted(registry)
              + " cluster needs PostgreSQL or MariaDB by --database");
    }
    if (registry != null && !sound(registry)) {
      throw new BadOptionException(
          "Expected --registry to be jdbc, zookeeper://HOST:PORT,…/PATH or etcd://HOST:PORT,…/PATH,"
              // What stands before an @ may be a password.
              + (registry.contains("@")
                  ? " but found an @ in it: user and password have options of their own"
                  : " but found '%s'".formatted(registry)));
    }
    if (user == null && password == null) {
      return;
    }
    if (registry == null || registry.equals(JDBC)) {
      throw new BadOptionException(
          "Expected --registry-user and --registry-password with a registry of its own only, but"
              + " the registry is %s".formatted(alone ? "none" : JDBC));
    }
    if (user == null || password == null) {
      throw new BadOptionException(
          "Expected both --registry-user and --registry-password, but found only one of them");
    }
  }

  private static boolean sound(String registry) {
    if (registry.equals(JDBC)) {
      return true;
    }
    Matcher url = URL.matcher(registry);
    return url.matches() && areAddresses(url.group(1));
  }

  private static boolean areAddresses(String text) {
    return Arrays.stream(text.split(",", -1)).allMatch(ServerConfig::isAddress);
  }
}
