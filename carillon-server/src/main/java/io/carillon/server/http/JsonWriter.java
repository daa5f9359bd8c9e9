package io.carillon.server.http;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers. Reads nothing: bodies of requests have readers with limits of their own. */
public final class JsonWriter extends JacksonJsonHttpMessageConverter {

  public JsonWriter(JsonMapper json) {
    super(json);
  }

  @Override
  public boolean canRead(ResolvableType type, @Nullable MediaType media) {
    return false;
  }

  @Override
  public boolean canRead(Class<?> type, @Nullable MediaType media) {
    return false;
  }
}
