package io.carillon.server.body;

import io.carillon.server.problem.ProblemCode;
import io.carillon.server.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpInputMessage;

/** Reads bodies up to a limit: what is larger is refused by its length, or once it has passed. */
public final class LimitedBody {

  private static final int MIB = 1 << 20;

  /** Of most requests: a JSON object. */
  public static final int REQUEST = MIB;

  /** Of a definition: a DAG of 5,000 tasks with its scripts. */
  public static final int DEFINITION = 8 * MIB;

  /** Of a batch: a thousand triggers of 4 KiB. */
  public static final int BATCH = 4 * MIB;

  private LimitedBody() {}

  public static String read(HttpInputMessage message, int limit) throws IOException {
    if (message.getHeaders().getContentLength() > limit) {
      throw tooLarge(limit);
    }
    byte[] bytes = message.getBody().readNBytes(limit + 1);
    if (bytes.length > limit) {
      throw tooLarge(limit);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(
          ProblemCode.REQUEST_INVALID, "Expected a body in UTF-8, but it is not");
    }
  }

  private static ProblemException tooLarge(int limit) {
    return new ProblemException(
        ProblemCode.TOO_LARGE,
        "Expected a body of at most %d bytes, but it is larger".formatted(limit));
  }
}
