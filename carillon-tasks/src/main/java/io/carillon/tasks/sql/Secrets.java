package io.carillon.tasks.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keeps passwords out of logs and messages, also those within a URL that a driver quotes. */
final class Secrets {

  private static final String MASK = "***";
  private static final Pattern IN_PROPERTY =
      Pattern.compile(
          "(?i)([?&;][^=?&;]*(?:password|passwd|pwd|secret|token|key)[^=?&;]*=)([^?&;]*)");
  private static final Pattern IN_AUTHORITY = Pattern.compile("(//[^/:@]*:)([^/]*)@");
  private static final Pattern ORACLE = Pattern.compile("(jdbc:oracle:[^/]*:[^/]+/)([^@]+)@");

  private final List<String> values = new ArrayList<>();

  Secrets(SqlConfig config) {
    add(config.password());
    for (Pattern pattern : List.of(IN_PROPERTY, IN_AUTHORITY, ORACLE)) {
      Matcher found = pattern.matcher(config.url());
      while (found.find()) {
        add(found.group(2));
      }
    }
  }

  private void add(@Nullable String value) {
    if (value != null && !value.isBlank()) {
      values.add(value);
    }
  }

  String mask(String text) {
    String masked = withoutSecrets(text);
    for (String value : values) {
      masked = masked.replace(value, MASK);
    }
    return masked;
  }

  static String withoutSecrets(String url) {
    String masked = IN_PROPERTY.matcher(url).replaceAll("$1" + MASK);
    masked = IN_AUTHORITY.matcher(masked).replaceAll("$1" + MASK + "@");
    return ORACLE.matcher(masked).replaceAll("$1" + MASK + "@");
  }
}
