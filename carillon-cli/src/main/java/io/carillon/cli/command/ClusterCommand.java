package io.carillon.cli.command;

import io.carillon.cli.api.Fields;
import io.carillon.cli.terminal.Environment;
import io.carillon.cli.terminal.Style;
import io.carillon.cli.terminal.Table;
import io.carillon.cli.terminal.Text;
import io.carillon.cli.terminal.Times;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(
    name = "cluster",
    description = "Shows the servers that are alive, and who owns which partition.")
final class ClusterCommand extends ClientCommand {

  ClusterCommand(Environment environment) {
    super(environment);
  }

  @Override
  ExitCode execute() {
    JsonNode cluster = api().get("/cluster");
    if (json()) {
      print(cluster);
      return ExitCode.SUCCEEDED;
    }
    String server = Fields.text(cluster, "server", "?");
    if (!cluster.path("joined").asBoolean(false)) {
      note("Server %s is no member of the cluster now; it shows what it knew.".formatted(server));
    }
    Table members = new Table("SERVER", "ADDRESS", "INCARNATION", "");
    for (JsonNode member : cluster.path("members").values()) {
      String name = Fields.text(member, "name", "?");
      members.row(
          Text.of(name),
          Text.of(Fields.text(member, "address", "-")),
          Text.of(Fields.text(member, "incarnation", "-")),
          Text.of(name.equals(server) ? "asked" : ""));
    }
    members.print(environment);
    println("");
    Table partitions =
        new Table("PARTITION", "OWNER", "EPOCH", "SINCE", "WAITING", "RUNS", "LAG", "");
    for (JsonNode partition : cluster.path("partitions").values()) {
      partitions.row(cells(partition));
    }
    partitions.print(environment);
    return ExitCode.SUCCEEDED;
  }

  /** Only the owner knows how a partition fares: for others' partitions there are dashes. */
  private Text[] cells(JsonNode partition) {
    JsonNode served = partition.path("served");
    String owner = Fields.text(partition, "owner");
    String lag = Fields.text(served, "lag_ms");
    return new Text[] {
      Text.of(Fields.text(partition, "id", "?")),
      owner == null ? Text.of(Style.RED, "nobody") : Text.of(owner),
      Text.of(Fields.text(partition, "epoch", "-")),
      Text.of(Times.dayAndTime(Fields.instant(served, "since"), environment.zone())),
      Text.of(Fields.text(served, "waiting", "-")),
      Text.of(Fields.text(served, "runs", "-")),
      Text.of(lag == null ? "-" : lag + " ms"),
      Text.of(moving(owner, Fields.text(partition, "target")))
    };
  }

  private static String moving(@Nullable String owner, @Nullable String target) {
    return target == null || Objects.equals(owner, target) ? "" : "to " + target;
  }
}
