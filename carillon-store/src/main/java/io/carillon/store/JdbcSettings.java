package io.carillon.store;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link Settings} on the writing connection. */
final class JdbcSettings implements Settings {

  private static final String PEER_TOKEN = "peer_token";

  private static final String READ = "SELECT value FROM setting WHERE name = ?";

  private static final String FIRST = "INSERT INTO setting (name, value) VALUES (?, ?)";

  private final Connections connections;

  JdbcSettings(Connections connections) {
    this.connections = connections;
  }

  @Override
  public String peerToken(Supplier<String> draw) {
    String token = read(PEER_TOKEN);
    if (token != null) {
      return token;
    }
    String drawn = draw.get();
    // If another server was faster, its token is the one.
    connections.write(session -> session.insert(FIRST, p -> p.add(PEER_TOKEN).add(drawn)));
    return Objects.requireNonNull(read(PEER_TOKEN), "a token that was written just now");
  }

  private @Nullable String read(String name) {
    return connections.read(s -> s.one(READ, p -> p.add(name), Row::text));
  }
}
