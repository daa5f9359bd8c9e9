package io.carillon.server.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.carillon.kernel.row.VersionRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a workflow.
 *
 * @param source not in lists
 */
record VersionView(
    int version,
    Instant createdAt,
    String createdBy,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String source) {

  static VersionView item(VersionRow row) {
    return new VersionView(row.version(), row.createdAt(), row.createdBy(), null);
  }

  static VersionView whole(VersionRow row) {
    return new VersionView(row.version(), row.createdAt(), row.createdBy(), row.source());
  }
}
