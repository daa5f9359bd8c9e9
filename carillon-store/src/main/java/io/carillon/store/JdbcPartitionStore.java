package io.carillon.store;

import io.carillon.kernel.Ids;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link PartitionStore} on the writing connection and the readers. */
final class JdbcPartitionStore implements PartitionStore {

  static final String COUNTS = "SELECT partitions FROM partition_count ORDER BY partitions";

  static final String HOLDS = "SELECT id, epoch, owner FROM partition WHERE id < ? ORDER BY id";

  /** Fails for a server that does not know of partitions that were added since it started. */
  static final String CLAIM =
      """
      UPDATE partition SET epoch = epoch + 1, owner = ?
      WHERE id = ? AND epoch = ?
        AND NOT EXISTS (SELECT 1 FROM partition_count WHERE partitions > ?)
      """;

  static final String RELEASE = "UPDATE partition SET owner = NULL WHERE id = ? AND epoch = ?";

  /** Succeeds only for the owner, and for a commit that directly follows the last. */
  static final String FENCE =
      """
      UPDATE partition
      SET commits = ?, newest_id = CASE WHEN newest_id < ? THEN ? ELSE newest_id END
      WHERE id = ? AND epoch = ? AND commits = ?
      """;

  static final String EPOCH = "SELECT epoch, commits FROM partition WHERE id = ?";

  static final String NEWEST_ID = "SELECT newest_id FROM partition WHERE id = ?";

  static final String UNFINISHED =
      RunTable.SELECT + "WHERE (r.id & 1023) = ? AND r.state IN (1, 2) ORDER BY r.id";

  static final String UNFINISHED_TASK_RUNS =
      "SELECT "
          + TaskRunTable.COLUMNS
          + "FROM task_run t WHERE t.run_id IN (?) ORDER BY t.run_id, t.task";

  static final String QUEUED_COUNTS =
      """
      SELECT workflow_id, count(*) FROM run
      WHERE (workflow_id & 1023) = ? AND state = 0
      GROUP BY workflow_id
      """;

  static final String WORKFLOWS = WorkflowTable.SELECT + "WHERE id IN (?)";

  static final String RUNS = RunTable.SELECT + "WHERE r.id IN (?)";

  static final String RUNS_BY_KEY =
      """
      SELECT idempotency_key, id FROM run
      WHERE workflow_id = ? AND idempotency_key IS NOT NULL AND idempotency_key IN (?)
      """;

  static final String QUEUED =
      RunTable.SELECT
          + """
          WHERE (r.workflow_id & 1023) = ? AND r.workflow_id = ? AND r.state = 0
          ORDER BY r.priority DESC, r.id
          LIMIT ?
          """;

  private final Connections connections;
  private final List<Integer> counts;
  private final int partitions;

  JdbcPartitionStore(Connections connections) {
    this.connections = connections;
    this.counts =
        List.copyOf(connections.read(s -> s.query(COUNTS, Session.Setting.NONE, Row::integer)));
    this.partitions = counts.getLast();
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public List<Integer> partitionCounts() {
    return counts;
  }

  @Override
  public List<Hold> holds() {
    return connections.read(
        session ->
            session.query(
                HOLDS,
                p -> p.add(partitions),
                row -> new Hold(row.integer(), row.number(), row.textOrNull())));
  }

  @Override
  public @Nullable Ownership claim(int partition, long epoch, String owner) {
    return connections.write(
        session ->
            session.update(CLAIM, p -> p.add(owner).add(partition).add(epoch).add(partitions)) == 0
                ? null
                : session.one(
                    EPOCH,
                    p -> p.add(partition),
                    row -> new Ownership(partition, row.number(), row.number())));
  }

  @Override
  public boolean release(int partition, long epoch) {
    return connections.write(
        session -> session.update(RELEASE, p -> p.add(partition).add(epoch)) == 1);
  }

  @Override
  public List<Outcome> commit(List<Batch> batches) {
    checkDistinct(batches);
    return connections.write(
        session -> {
          Outcome[] outcomes = new Outcome[batches.size()];
          List<Changes> accepted = fence(session, batches, outcomes);
          if (!accepted.isEmpty()) {
            write(session, accepted);
          }
          return List.of(outcomes);
        });
  }

  private static void checkDistinct(List<Batch> batches) {
    Set<Integer> partitions = new HashSet<>();
    for (Batch batch : batches) {
      if (!partitions.add(batch.partition())) {
        throw new IllegalArgumentException(
            "Expected one batch for a partition, but found two for " + batch.partition());
      }
    }
  }

  /**
   * Says what becomes of each batch.
   *
   * @return the changes that are to be written
   */
  private static List<Changes> fence(Session session, List<Batch> batches, Outcome[] outcomes)
      throws SQLException {
    // In the order of partitions, so that two servers cannot wait for each other.
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingInt(i -> batches.get(i).partition()));
    int[] updated = session.batch(FENCE, order, (p, i) -> setFence(p, batches.get(i)));
    var accepted = new ArrayList<Changes>();
    for (int k = 0; k < updated.length; k++) {
      int i = order.get(k);
      Batch batch = batches.get(i);
      if (updated[k] == 1) {
        accepted.add(batch.changes());
        outcomes[i] = Outcome.COMMITTED;
      } else if (updated[k] != 0) {
        // Taken for none, it would look like a commit that is repeated, and nothing be written.
        throw new IllegalStateException(
            "Expected the driver to tell how many rows an UPDATE in a batch changed, but found "
                + updated[k]
                + ": take parameters about batches out of the database URL");
      } else {
        outcomes[i] = committedBefore(session, batch) ? Outcome.COMMITTED : Outcome.FENCED;
      }
    }
    return accepted;
  }

  private static void setFence(Parameters parameters, Batch batch) throws SQLException {
    long newest = newestId(batch.changes());
    parameters
        .add(batch.number())
        .add(newest)
        .add(newest)
        .add(batch.partition())
        .add(batch.epoch())
        .add(batch.number() - 1);
  }

  private static long newestId(Changes changes) {
    long newest = 0;
    for (WorkflowRow workflow : changes.workflows()) {
      newest = Math.max(newest, workflow.id());
    }
    for (RunRow run : changes.runs()) {
      newest = Math.max(newest, run.id());
    }
    return newest;
  }

  private static boolean committedBefore(Session session, Batch batch) throws SQLException {
    Boolean committed =
        session.one(
            EPOCH,
            p -> p.add(batch.partition()),
            row -> row.number() == batch.epoch() && row.number() >= batch.number());
    return committed != null && committed;
  }

  private static void write(Session session, List<Changes> all) throws SQLException {
    put(session, all, Changes::workflows, WorkflowTable.UPSERT, WorkflowTable::set);
    put(session, all, Changes::versions, WorkflowTable.INSERT_VERSION, WorkflowTable::setVersion);
    put(session, all, Changes::runs, RunTable.UPSERT, RunTable::set);
    put(session, all, Changes::taskRuns, TaskRunTable.UPSERT, TaskRunTable::set);
    put(session, all, Changes::attempts, TaskRunTable.INSERT_ATTEMPT, TaskRunTable::setAttempt);
  }

  private static <R> void put(
      Session session,
      List<Changes> all,
      Function<Changes, List<R>> rows,
      String sql,
      Parameters.Of<R> each)
      throws SQLException {
    List<R> together = new ArrayList<>();
    for (Changes changes : all) {
      together.addAll(rows.apply(changes));
    }
    if (!together.isEmpty()) {
      session.batch(sql, together, each);
    }
  }

  @Override
  public Unfinished unfinished(int partition) {
    return connections.read(
        session -> {
          Long newest = session.one(NEWEST_ID, p -> p.add(partition), Row::number);
          if (newest == null) {
            throw new IllegalArgumentException(
                "Expected a partition from 0 to " + (partitions - 1) + ", but found " + partition);
          }
          List<RunRow> runs = session.query(UNFINISHED, p -> p.add(partition), RunTable::read);
          List<TaskRunRow> taskRuns =
              session.queryIn(
                  UNFINISHED_TASK_RUNS,
                  Session.Setting.NONE,
                  runs.stream().map(RunRow::id).toList(),
                  Parameters::add,
                  TaskRunTable::read);
          Map<Long, Long> queued = new HashMap<>();
          session.query(
              QUEUED_COUNTS, p -> p.add(partition), row -> queued.put(row.number(), row.number()));
          return new Unfinished(newest, runs, taskRuns, queued);
        });
  }

  @Override
  public @Nullable WorkflowRow workflow(String namespace, String name) {
    return connections.read(s -> WorkflowTable.byName(s, namespace, name));
  }

  @Override
  public List<WorkflowRow> workflows(Collection<Long> ids) {
    return connections.read(
        s -> s.queryIn(WORKFLOWS, Session.Setting.NONE, ids, Parameters::add, WorkflowTable::read));
  }

  @Override
  public @Nullable VersionRow version(long workflowId, int version) {
    return connections.read(s -> WorkflowTable.version(s, workflowId, version));
  }

  @Override
  public List<RunRow> runs(Collection<Long> ids) {
    return connections.read(
        s -> s.queryIn(RUNS, Session.Setting.NONE, ids, Parameters::add, RunTable::read));
  }

  @Override
  public Map<String, Long> runsByKey(long workflowId, Collection<String> idempotencyKeys) {
    Map<String, Long> runs = new HashMap<>();
    connections.read(
        session ->
            session.queryIn(
                RUNS_BY_KEY,
                p -> p.add(workflowId),
                idempotencyKeys,
                Parameters::add,
                row -> runs.put(row.text(), row.number())));
    return runs;
  }

  @Override
  public List<RunRow> queued(long workflowId, int limit) {
    return connections.read(
        session ->
            session.query(
                QUEUED,
                p -> p.add(Ids.partition(workflowId)).add(workflowId).add(limit),
                RunTable::read));
  }
}
