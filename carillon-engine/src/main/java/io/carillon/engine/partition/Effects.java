package io.carillon.engine.partition;

import io.carillon.kernel.partition.Batch;
import io.carillon.kernel.partition.Effect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a host has to know of the effects of a batch. */
final class Effects {

  private Effects() {}

  /**
   * What a worker may forget or must stop, only the owner can say: the database is asked who is.
   */
  static boolean tellWorkers(Batch batch) {
    for (Effect effect : batch.effects()) {
      if (effect instanceof Effect.Acknowledge || effect instanceof Effect.Cancel) {
        return true;
      }
    }
    return false;
  }

  /** What was granted for attempts that are not sent from here any more is free again. */
  static void returnCredits(@Nullable Batch unsent, Outside outside) {
    for (Effect effect : unsent == null ? List.<Effect>of() : unsent.effects()) {
      if (effect instanceof Effect.Dispatch dispatch && !dispatch.resent()) {
        outside.release(new Effect.ReturnCredits(dispatch.workerId(), dispatch.session(), 1));
      } else if (effect instanceof Effect.ReturnCredits) {
        outside.release(effect);
      }
    }
  }
}
