package io.carillon.cluster;

import io.carillon.store.Members;
import java.util.List;

/** The members' table of a database that is not asked. */
enum NoMembers implements Members {
  NONE;

  @Override
  public boolean beat(Beat beat) {
    throw new AssertionError("asked");
  }

  @Override
  public List<Beat> all() {
    throw new AssertionError("asked");
  }

  @Override
  public void remove(Beat beat) {
    throw new AssertionError("asked");
  }
}
