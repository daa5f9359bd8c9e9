package io.carillon.engine.partition;

import io.carillon.kernel.Answer;
import io.carillon.kernel.partition.Effect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Who waits for an answer to what has been decided and is not durable. */
final class Tickets {

  private final Map<Long, CompletableFuture<Answer>> open = new HashMap<>();
  private long last;

  /** The number by which the answer is known to the kernel. */
  long add(CompletableFuture<Answer> answer) {
    open.put(++last, answer);
    return last;
  }

  void answer(Effect.Reply reply) {
    CompletableFuture<Answer> answer = open.remove(reply.ticket());
    if (answer != null) {
      answer.complete(reply.answer());
    }
  }

  void failAll(RuntimeException cause) {
    List<CompletableFuture<Answer>> answers = new ArrayList<>(open.values());
    open.clear();
    answers.forEach(answer -> answer.completeExceptionally(cause));
  }
}
