package io.carillon.store;

import java.util.List;

/**
 * The servers that say that they are alive. A server writes its row again and again, with a beat
 * that rises; whoever reads a beat that does not rise for a while knows that the server is gone. No
 * clock of any machine is compared with another's.
 *
 * <p>All methods block, and throw {@link StoreException} when the database does not answer.
 */
public interface Members {

  /**
   * Writes the row of a server, unless another incarnation has one of that name.
   *
   * @return false: another has it, nothing was written
   */
  boolean beat(Beat beat);

  /** All rows, by name. */
  List<Beat> all();

  /** Deletes a row, if it is still the same incarnation's and beat. */
  void remove(Beat beat);

  /**
   * A server's row.
   *
   * @param incarnation drawn at random when the process starts
   * @param address where other servers and workers reach its gRPC port, host:port
   * @param beat rises with every write of the incarnation
   */
  record Beat(String name, long incarnation, String address, long beat) {}
}
