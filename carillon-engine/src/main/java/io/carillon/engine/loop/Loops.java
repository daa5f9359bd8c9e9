package io.carillon.engine.loop;

import java.time.InstantSource;

/** Starts loops; knows the time by which they go. */
public interface Loops {

  /** Steps the part from now on, a first time soon. */
  Loop start(String name, Part part);

  /** The same for a part that there may be thousands of, and that has little to do. */
  Loop startSmall(String name, Part part);

  /** The time by which parts are stepped: it never goes back and never jumps. */
  InstantSource clock();
}
