package io.carillon.store;

import io.carillon.store.Members.Beat;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** Raises the number of partitions. */
final class MorePartitions {

  private static final String ADD =
      "INSERT INTO partition (id, epoch, commits, newest_id) VALUES (?, 0, 0, 0)";

  private static final String ADD_COUNT = "INSERT INTO partition_count (partitions) VALUES (?)";

  /** Whoever holds one can commit no more. */
  private static final String TAKE_ALL = "UPDATE partition SET epoch = epoch + 1, owner = NULL";

  private final DatabaseConfig config;
  private final Connections connections;
  private final Members members;

  MorePartitions(DatabaseConfig config, Connections connections, Members members) {
    this.config = config;
    this.connections = connections;
    this.members = members;
  }

  int raise(int partitions, Runnable pause) {
    int present = connections.read(MorePartitions::count);
    checkMore(partitions, present);
    if (partitions == present) {
      return present;
    }
    List<Beat> before = members.all();
    if (!before.isEmpty()) {
      pause.run();
    }
    for (Beat now : members.all()) {
      if (!before.contains(now)) {
        throw new UnusableDatabaseException(
            "Expected no server to be alive on %s, but %s at %s is: stop all servers first"
                .formatted(config.safeUrl(), now.name(), now.address()),
            null);
      }
    }
    return connections.write(
        session -> {
          session.update(TAKE_ALL, Session.Setting.NONE);
          int found = count(session);
          checkMore(partitions, found);
          List<Integer> added = IntStream.range(found, partitions).boxed().toList();
          if (!added.isEmpty()) {
            session.batch(ADD, added, Parameters::add);
            session.update(ADD_COUNT, p -> p.add(partitions));
          }
          return found;
        });
  }

  private static int count(Session session) throws SQLException {
    return session.query(JdbcPartitionStore.COUNTS, Session.Setting.NONE, Row::integer).getLast();
  }

  private void checkMore(int partitions, int found) {
    if (partitions < found) {
      throw new UnusableDatabaseException(
          "Expected more partitions than the %d of %s, but found %d: they cannot become fewer"
              .formatted(found, config.safeUrl(), partitions),
          null);
    }
  }
}
