package io.carillon.engine.cluster;

import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import java.util.concurrent.CompletableFuture;

/** The other servers. Calls do not block. */
public interface Peers extends AutoCloseable {

  /**
   * Asks the owner of a partition.
   *
   * @param requestId the same when a request is repeated
   * @return the answer; or completed with {@link io.carillon.engine.partition.NotServedException}
   *     when it was surely not taken in, {@link
   *     io.carillon.engine.partition.OutcomeUnknownException} when nobody knows, {@link
   *     io.carillon.engine.partition.OverloadedException} when the other server has enough to do
   */
  CompletableFuture<Answer> submit(Member member, int partition, String requestId, Command command);

  /**
   * Tells a server to look at members and partitions now. May get lost.
   *
   * @param leaving this server is about to end: it should get no partitions any more
   */
  CompletableFuture<Void> nudge(Member member, boolean leaving);

  /**
   * Follows a run on the server that owns it.
   *
   * @param changed called after each committed change
   * @param ended called when there is no more to come from this server, whatever the cause
   * @return ends it
   */
  Runnable follow(Member member, long runId, Runnable changed, Runnable ended);

  @Override
  void close();
}
