package io.carillon.server.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of each run that was asked for, in order. */
record BatchView(List<Result> results) {

  BatchView {
    results = List.copyOf(results);
  }

  /**
   * Either a run, or a problem's code and detail.
   *
   * @param duplicate true: an earlier trigger with the same idempotency key had made the run
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Result(
      @Nullable String id,
      @Nullable Boolean duplicate,
      @Nullable String code,
      @Nullable String detail) {

    static Result run(long id, boolean duplicate) {
      return new Result(Long.toString(id), duplicate, null, null);
    }

    static Result problem(String code, String detail) {
      return new Result(null, null, code, detail);
    }
  }
}
