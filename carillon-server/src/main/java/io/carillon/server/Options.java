package io.carillon.server;

import io.carillon.server.body.NearMiss;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Reads a {@link ServerConfig} from arguments, which go first, and the environment. */
final class Options {

  private static final String PREFIX = "carillon";
  private static final List<String> KNOWN =
      Arrays.stream(ServerConfig.class.getRecordComponents()).map(Options::kebab).toList();

  private Options() {}

  private static String kebab(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /**
   * Reads arguments {@code --name=value}.
   *
   * @throws BadOptionException if one is unknown or has no good value
   */
  static ServerConfig read(List<String> arguments, Map<String, String> environment) {
    Map<String, Object> given = new LinkedHashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      if (parts.length < 2 || !parts[0].startsWith("--")) {
        throw new BadOptionException(
            "Expected options of the form --name=value, but found " + argument);
      }
      String name = parts[0].substring(2);
      if (!KNOWN.contains(name)) {
        String meant = NearMiss.of(name, KNOWN).map(m -> "; did you mean --" + m + "?").orElse("");
        throw new BadOptionException(
            "Expected one of the options %s, but found --%s%s"
                .formatted(String.join(", ", KNOWN), name, meant));
      }
      given.put(PREFIX + "." + name, parts[1]);
    }
    return bind(given, new LinkedHashMap<>(environment));
  }

  private static ServerConfig bind(Map<String, Object> given, Map<String, Object> environment) {
    MutablePropertySources sources = new MutablePropertySources();
    sources.addLast(new MapPropertySource("arguments", given));
    // Bound by its name, CARILLON_HTTP_PORT is found as carillon.http-port.
    sources.addLast(
        new SystemEnvironmentPropertySource(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, environment));
    String home = System.getProperty("user.home");
    sources.addLast(
        new MapPropertySource("defaults", Map.of(PREFIX + ".data", home + "/.carillon")));
    Binder binder = new Binder(ConfigurationPropertySources.from(sources));
    try {
      return binder.bindOrCreate(PREFIX, ServerConfig.class);
    } catch (BindException e) {
      throw explain(e);
    }
  }

  private static BadOptionException explain(BindException failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadOptionException known) {
        return known;
      }
    }
    ConfigurationProperty property = failed.getProperty();
    if (property == null) {
      return new BadOptionException("Expected options that fit, but " + failed.getMessage());
    }
    String name = property.getName().getLastElement(ConfigurationPropertyName.Form.DASHED);
    return new BadOptionException(
        "Expected --%s to be %s, but found '%s'"
            .formatted(name, kind(name), String.valueOf(property.getValue())));
  }

  private static String kind(String name) {
    Class<?> type =
        Arrays.stream(ServerConfig.class.getRecordComponents())
            .filter(component -> kebab(component).equals(name))
            .<Class<?>>map(RecordComponent::getType)
            .findFirst()
            .orElse(Object.class);
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == ServerConfig.Logs.class) {
      return "files or database";
    }
    if (type == Duration.class) {
      return "a time such as 1600ms or 5s";
    }
    return type == int.class || type == long.class ? "a whole number" : "a path";
  }
}
