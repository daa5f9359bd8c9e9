package io.carillon.server.body;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;

/**
 * Reads one type of request.
 *
 * <pre>{@code
 * new BodyReader<>(TokenRequest.class, LimitedBody.REQUEST, TokenRequest::parse, JSON)
 * }</pre>
 */
public final class BodyReader<T> extends AbstractHttpMessageConverter<T> {

  private final Class<T> type;
  private final int limit;
  private final Function<String, T> parse;

  public BodyReader(Class<T> type, int limit, Function<String, T> parse, List<MediaType> media) {
    super(media.toArray(MediaType[]::new));
    this.type = type;
    this.limit = limit;
    this.parse = parse;
  }

  @Override
  protected boolean supports(Class<?> asked) {
    return asked == type;
  }

  @Override
  public boolean canWrite(Class<?> asked, @Nullable MediaType media) {
    return false;
  }

  @Override
  protected T readInternal(Class<? extends T> asked, HttpInputMessage message) throws IOException {
    return parse.apply(LimitedBody.read(message, limit));
  }

  @Override
  protected void writeInternal(T body, HttpOutputMessage message) {
    throw new UnsupportedOperationException("Expected to read " + type + " only");
  }
}
