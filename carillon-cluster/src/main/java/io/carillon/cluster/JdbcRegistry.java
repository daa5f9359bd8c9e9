package io.carillon.cluster;

import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.RegistryException;
import io.carillon.store.Members;
import io.carillon.store.Members.Beat;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Heartbeats in rows of the database. */
final class JdbcRegistry implements Registry {

  private static final Logger log = LoggerFactory.getLogger(JdbcRegistry.class);

  private final Members members;
  private final Duration lease;
  private final Steady steady;
  private final Sightings sightings;
  private long beat;
  private boolean written;

  JdbcRegistry(Members members, Duration lease, Steady steady) {
    this.members = members;
    this.lease = lease;
    this.steady = steady;
    this.sightings = new Sightings(lease);
  }

  @Override
  public String name() {
    return "the database";
  }

  @Override
  public void open(Runnable news) {
    // A database does not tell by itself that rows have changed.
  }

  @Override
  public Renewal renew(Member self) {
    written = false;
    beat++;
    written = members.beat(row(self));
    if (written) {
      return new Renewal.Held(lease);
    }
    for (Beat row : members.all()) {
      if (row.name().equals(self.name()) && row.incarnation() != self.incarnation()) {
        return new Renewal.Taken(member(row), lease);
      }
    }
    throw new RegistryException("the row of " + self.name() + " is changing hands", null);
  }

  @Override
  public List<Member> members() {
    List<Beat> rows = members.all();
    Sightings.Verdict verdict = sightings.look(rows, steady.now());
    for (Beat row : verdict.dead()) {
      log.info("{} at {} has not been heard for {}: it is gone", row.name(), row.address(), lease);
      members.remove(row);
    }
    return verdict.alive().stream().map(JdbcRegistry::member).toList();
  }

  @Override
  public void leave(Member self) {
    if (written) {
      members.remove(row(self));
    }
  }

  @Override
  public void close() {
    // The connections are the database's.
  }

  private Beat row(Member self) {
    return new Beat(self.name(), self.incarnation(), self.address(), beat);
  }

  private static Member member(Beat row) {
    return new Member(row.name(), row.incarnation(), row.address());
  }
}
