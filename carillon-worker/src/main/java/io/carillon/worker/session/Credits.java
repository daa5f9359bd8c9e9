package io.carillon.worker.session;

/**
 * The credits of one stream, each count since the stream was opened: what was granted, and used by
 * attempts that arrived; what was asked back, and given back.
 */
final class Credits {

  private long granted;
  private long grantedSent;
  private long used;
  private long returned;
  private long reclaimed;
  private long reclaimedSent;
  // Asked back, and not known yet whether it comes.
  private long pending;
  private long askedAt;

  void grant() {
    granted++;
  }

  /**
   * An attempt arrived; false if there was no credit for it, as when a new owner sends one again.
   * The server counts it as used all the same: it gets one more, or it would have one too few for
   * as long as the stream lasts.
   */
  boolean use() {
    boolean credited = open() > 0;
    if (!credited) {
      granted++;
    }
    used++;
    return credited;
  }

  /** How many attempts may still come. */
  long open() {
    return granted - used - returned;
  }

  /** Of the open ones, those that were not asked back. */
  long unasked() {
    return Math.max(0, open() - pending);
  }

  void reclaim(long count) {
    reclaimed += count;
    pending += count;
  }

  /**
   * A message came.
   *
   * @param allReturned as the server says, since the stream was opened; 0: unchanged
   * @param heard the newest message that the server had heard. Once that is a later one than that
   *     which asked, no more comes for it: the rest was used
   */
  void answered(long allReturned, long heard) {
    long before = returned;
    returned = Math.max(returned, Math.min(allReturned, granted - used));
    pending = Math.max(0, pending - (returned - before));
    if (reclaimed == reclaimedSent && heard > askedAt) {
      pending = 0;
    }
  }

  long pending() {
    return pending;
  }

  boolean hasNews() {
    return granted > grantedSent || reclaimed > reclaimedSent;
  }

  /** For a message: what was granted in all, 0 if that was said before. */
  long grantedNews() {
    long news = granted > grantedSent ? granted : 0;
    grantedSent = granted;
    return news;
  }

  /** For a message sent now: what was asked back in all, 0 if that was said before. */
  long reclaimedNews(long now) {
    if (reclaimed == reclaimedSent) {
      return 0;
    }
    reclaimedSent = reclaimed;
    askedAt = now;
    return reclaimed;
  }
}
