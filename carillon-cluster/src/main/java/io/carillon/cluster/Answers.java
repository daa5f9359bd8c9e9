package io.carillon.cluster;

import io.carillon.engine.cluster.RegistryException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for what a registry answers, but not for long. */
record Answers(Duration patience) {

  <T extends @Nullable Object> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      answer.cancel(false);
      Thread.currentThread().interrupt();
      throw new RegistryException("the call was interrupted", e);
    } catch (TimeoutException e) {
      answer.cancel(false);
      throw new RegistryException("there was no answer within " + patience, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new RegistryException(String.valueOf(cause.getMessage()), cause);
    }
  }
}
