package io.carillon.engine.loop;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A part of a server that goes step by step. */
public interface Part {

  /**
   * Does what is to be done now. May block in calls to the database, but rests nowhere.
   *
   * @return when to step again if nothing wakes it before, {@link Instant#MAX}: never; {@code
   *     null}: it has ended
   */
  @Nullable Instant step(Instant now);
}
