package io.carillon.store;

import java.util.List;

/** {@link Members} on the writing connection and the readers. */
final class JdbcMembers implements Members {

  private static final String BEAT =
      "UPDATE member SET address = ?, beat = ? WHERE name = ? AND incarnation = ?";

  private static final String FIRST_BEAT =
      "INSERT INTO member (name, incarnation, address, beat) VALUES (?, ?, ?, ?)";

  private static final String ALL =
      "SELECT name, incarnation, address, beat FROM member ORDER BY name";

  private static final String REMOVE =
      "DELETE FROM member WHERE name = ? AND incarnation = ? AND beat = ?";

  private final Connections connections;

  JdbcMembers(Connections connections) {
    this.connections = connections;
  }

  @Override
  public boolean beat(Beat beat) {
    return connections.write(
        session ->
            session.update(
                        BEAT,
                        p ->
                            p.add(beat.address())
                                .add(beat.beat())
                                .add(beat.name())
                                .add(beat.incarnation()))
                    == 1
                || session.insert(
                    FIRST_BEAT,
                    p ->
                        p.add(beat.name())
                            .add(beat.incarnation())
                            .add(beat.address())
                            .add(beat.beat())));
  }

  @Override
  public List<Beat> all() {
    return connections.read(
        session ->
            session.query(
                ALL,
                Session.Setting.NONE,
                row -> new Beat(row.text(), row.number(), row.text(), row.number())));
  }

  @Override
  public void remove(Beat beat) {
    connections.write(
        session ->
            session.update(
                REMOVE, p -> p.add(beat.name()).add(beat.incarnation()).add(beat.beat())));
  }
}
