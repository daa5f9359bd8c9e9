package io.carillon.kernel;

import java.time.Instant;

/**
 * Ids of workflows and runs: one {@code long} that sorts by time of creation and carries its
 * partition.
 *
 * <pre>
 * 63      62 … 22                     21 … 10     9 … 0
 * 0   milliseconds since 2026-01-01   sequence   partition
 * </pre>
 */
public final class Ids {

  public static final int PARTITION_BITS = 10;
  public static final int MAX_PARTITIONS = 1 << PARTITION_BITS;
  private static final long EPOCH = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private Ids() {}

  /** The partition that owns the workflow or run. */
  public static int partition(long id) {
    return (int) (id & (MAX_PARTITIONS - 1));
  }

  /** When the id was made, to the millisecond (a burst may be ahead by a few). */
  public static Instant instant(long id) {
    return Instant.ofEpochMilli((id >>> 22) + EPOCH);
  }

  /**
   * The next id of a partition: by the clock, but always above {@code last}, whatever the clock
   * does.
   *
   * @param last the partition's newest id so far, or 0
   */
  public static long next(long last, int partition, Instant now) {
    long byClock = Math.max(0, now.toEpochMilli() - EPOCH) << 22;
    long above = ((last >>> PARTITION_BITS) + 1) << PARTITION_BITS;
    return Math.max(byClock, above) | partition;
  }
}
