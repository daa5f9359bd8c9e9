package io.carillon.store;

import io.carillon.kernel.Ids;
import org.jspecify.annotations.Nullable;

/**
 * Where the durable state is.
 *
 * <pre>{@code
 * new DatabaseConfig("jdbc:sqlite:/var/lib/carillon/carillon.db", null, null, 8)
 * new DatabaseConfig("jdbc:postgresql://db:5432/carillon", "carillon", password, 8)
 * new DatabaseConfig("jdbc:mariadb://db:3306/carillon", "carillon", password, 8)
 * }</pre>
 *
 * @param url {@code jdbc:sqlite:PATH}, {@code jdbc:postgresql://…}, {@code jdbc:mariadb://…} or
 *     {@code jdbc:mysql://…}; parameters in the URL win over Carillon's own settings
 * @param user {@code null}: as the URL says
 * @param password {@code null}: as the URL says
 * @param partitions how many partitions to make in an empty database, 1 to 1024; a database that
 *     has them keeps what it has
 */
public record DatabaseConfig(
    String url, @Nullable String user, @Nullable String password, int partitions) {

  public static final int DEFAULT_PARTITIONS = 8;

  public DatabaseConfig {
    if (partitions < 1 || partitions > Ids.MAX_PARTITIONS) {
      throw new UnusableDatabaseException(
          "Expected a number of partitions from 1 to "
              + Ids.MAX_PARTITIONS
              + ", but found "
              + partitions,
          null);
    }
  }

  /** The URL without its parameters, which may hold a password. */
  String safeUrl() {
    return url.replaceFirst("\\?.*", "");
  }

  @Override
  public String toString() {
    return "DatabaseConfig[" + safeUrl() + ", partitions=" + partitions + "]";
  }
}
