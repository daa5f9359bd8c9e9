package io.carillon.engine.gateway;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Lets only calls with a known token in. */
public final class Authentication implements ServerInterceptor {

  public static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  public static final String BEARER = "Bearer ";

  private final String expected;
  private final TokenCheck tokens;

  /**
   * @param expected what to say that was expected
   */
  public Authentication(String expected, TokenCheck tokens) {
    this.expected = expected;
    this.tokens = tokens;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String header = headers.get(AUTHORIZATION);
    if (header != null
        && header.startsWith(BEARER)
        && tokens.accepts(header.substring(BEARER.length()))) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.UNAUTHENTICATED.withDescription(
            "Expected %s, but found %s"
                .formatted(expected, header == null ? "none" : "one that is not known")),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
