package io.carillon.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cli.Shell;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessCommandsTest {

  @TempDir Path home;

  @Test
  void shouldBecomeAServerWithAWorkerAndTheExamples() {
    Shell.Result result = new Shell(home).with("CARILLON_HOME", "/dist").type("up");

    assertThat(result.process())
        .isEqualTo(
            new HandOver(
                "io.carillon.server.Main",
                List.of(
                    "--data=" + home.resolve(".carillon"),
                    "--embedded-worker=true",
                    "--examples=/dist/examples")));
  }

  @Test
  void shouldHandTheServersOptionsOn() {
    Shell.Result result =
        new Shell(home)
            .with("CARILLON_HOME", "/dist")
            .type(
                "server",
                "--http-port",
                "1",
                "--grpc-port=2",
                "--host",
                "0.0.0.0",
                "--data",
                "/d",
                "--database",
                "jdbc:postgresql://db/carillon",
                "--name=one",
                "--registry=etcd://e:2379",
                "--advertise=one.example:7401",
                "--logs=database",
                "--drain=5s");

    assertThat(result.process())
        .isEqualTo(
            new HandOver(
                "io.carillon.server.Main",
                List.of(
                    "--http-port=1",
                    "--grpc-port=2",
                    "--host=0.0.0.0",
                    "--data=/d",
                    "--database=jdbc:postgresql://db/carillon",
                    "--name=one",
                    "--registry=etcd://e:2379",
                    "--advertise=one.example:7401",
                    "--logs=database",
                    "--drain=5s",
                    "--embedded-worker=false")));
  }

  @Test
  void shouldHandTheWorkersOptionsOn() {
    Shell.Result result =
        new Shell(home)
            .type(
                "worker",
                "--data",
                "/d",
                "--server",
                "a:1,b:2",
                "--pool",
                "p",
                "--token",
                "t",
                "--tags",
                "x,y",
                "--capacity",
                "9",
                "--name",
                "w");

    assertThat(result.process())
        .isEqualTo(
            new HandOver(
                "io.carillon.worker.Main",
                List.of(
                    "--data=/d",
                    "--server=a:1,b:2",
                    "--token=t",
                    "--pool=p",
                    "--tags=x,y",
                    "--capacity=9",
                    "--name=w")));
  }

  @Test
  void shouldLetAWorkerFindTheLocalServerInTheDataFolder() {
    assertThat(new Shell(home).type("worker").process())
        .isEqualTo(
            new HandOver(
                "io.carillon.worker.Main", List.of("--data=" + home.resolve(".carillon"))));
  }

  @Test
  void shouldRaisePartitionsInTheServersOwnCode() {
    assertThat(
            new Shell(home)
                .type("raise-partitions", "16", "--database=jdbc:postgresql://db/carillon")
                .process())
        .isEqualTo(
            new HandOver(
                "io.carillon.server.RaisePartitions",
                List.of(
                    "--data=" + home.resolve(".carillon"),
                    "--database=jdbc:postgresql://db/carillon",
                    "--partitions=16")));
  }

  @Test
  void shouldSayHowToStartWhenTheServerIsNotOnTheClassPath() {
    assertThatThrownBy(() -> new HandOver("io.carillon.nowhere.Main", List.of()).run())
        .hasMessageContaining("start with ./carillon");
  }
}
