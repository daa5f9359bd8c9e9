package io.carillon.store;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** {@link WorkerNames} on the writing connection and the readers. */
final class JdbcWorkerNames implements WorkerNames {

  private static final String SEEN =
      """
      INSERT INTO worker (id, name, host, first_seen, last_seen) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET
        name = excluded.name,
        host = excluded.host,
        last_seen = excluded.last_seen
      """;

  private static final String NAMES = "SELECT id, name FROM worker WHERE id IN (?)";

  private final Connections connections;

  JdbcWorkerNames(Connections connections) {
    this.connections = connections;
  }

  @Override
  public void seen(long id, String name, String host, Instant now) {
    connections.write(
        session -> session.update(SEEN, p -> p.add(id).add(name).add(host).add(now).add(now)));
  }

  @Override
  public Map<Long, String> names(Collection<Long> ids) {
    Map<Long, String> names = new HashMap<>();
    connections.read(
        session ->
            session.queryIn(
                NAMES,
                Session.Setting.NONE,
                ids,
                Parameters::add,
                row -> names.put(row.number(), row.text())));
    return names;
  }
}
