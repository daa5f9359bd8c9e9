package io.carillon.engine;

import io.carillon.engine.cluster.Member;
import io.carillon.engine.cluster.Peers;
import io.carillon.engine.partition.NotServedException;
import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import java.util.concurrent.CompletableFuture;

/** No other servers. */
final class NoPeers implements Peers {

  @Override
  public CompletableFuture<Answer> submit(
      Member member, int partition, String requestId, Command command) {
    return CompletableFuture.failedFuture(new NotServedException("No other servers"));
  }

  @Override
  public CompletableFuture<Void> nudge(Member member, boolean leaving) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Runnable follow(Member member, long runId, Runnable changed, Runnable ended) {
    ended.run();
    return () -> {};
  }

  @Override
  public void close() {}
}
