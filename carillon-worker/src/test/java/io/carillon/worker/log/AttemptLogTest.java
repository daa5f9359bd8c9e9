package io.carillon.worker.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.LogChunk;
import io.carillon.protocol.LogPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptLogTest {

  private static final AttemptId ID = AttemptId.newBuilder().setRunId(1).setAttempt(1).build();

  @TempDir private Path directory;
  private final List<AttemptLog> changes = new ArrayList<>();

  private AttemptLog open(long limit) {
    return logs(limit).open(ID, changes::add);
  }

  private LogDirectory logs(long limit) {
    return new LogDirectory(directory, limit, 1_000_000);
  }

  private static void write(AttemptLog log, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    log.write(bytes, 0, bytes.length);
  }

  private static String read(AttemptLog log) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int offset = 0; offset < log.length(); ) {
      String piece = log.read(offset, 1_000).toStringUtf8();
      text.append(piece);
      offset += piece.length();
    }
    return text.toString();
  }

  @Test
  void shouldMakeNoFileWhenLogIsShort() throws IOException {
    AttemptLog log = open(100_000);

    write(log, "hello\n");

    assertThat(read(log)).isEqualTo("hello\n");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void shouldReadAcrossFileAndMemoryWhenLogIsLong() throws IOException {
    AttemptLog log = open(1_000_000);
    StringBuilder all = new StringBuilder();

    for (int line = 0; line < 3_000; line++) {
      write(log, "line " + line + "\n");
      all.append("line ").append(line).append('\n');
    }
    write(log, "x".repeat(20_000));
    all.append("x".repeat(20_000));

    assertThat(directory).isNotEmptyDirectory();
    assertThat(read(log)).isEqualTo(all.toString());
    log.settle();
    assertThat(read(log)).isEqualTo(all.toString());
    log.shipped();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void shouldTellOnceWhenMuchIsWritten() throws IOException {
    AttemptLog log = open(100_000);

    write(log, "a");
    write(log, "b");
    assertThat(changes).hasSize(1);
    assertThat(log.read(0, 10).toStringUtf8()).isEqualTo("ab");
    write(log, "c");

    assertThat(changes).hasSize(2);
  }

  @Test
  void shouldCountButDropWhenLimitIsReached() throws IOException {
    AttemptLog log = open(2_048);

    write(log, "x".repeat(2_000));
    write(log, "y".repeat(2_000));
    write(log, "z");

    assertThat(read(log))
        .isEqualTo(
            "x".repeat(2_000) + "y".repeat(48) + "\n[log cut at 2 KiB by the worker's limit]\n");
    assertThat(log.written()).isEqualTo(4_001);
  }

  @Test
  void shouldKeepWhatWasSentWhenAllLogsAreTooLarge() throws IOException {
    LogDirectory logs = logs(2_000_000);
    AttemptLog log = logs.open(ID, changes::add);
    write(log, "sent\n" + "x".repeat(1_100_000));
    assertThat(logs.full()).isTrue();

    log.cutBeyond(5, "[log cut: too many]");
    write(log, "more");

    assertThat(read(log)).isEqualTo("sent\n[log cut: too many]\n");
    assertThat(logs.full()).isFalse();
  }

  @Test
  void shouldSendAgainFromWhereServerStands() throws IOException {
    AttemptLog log = open(100_000);
    Shipment shipment = new Shipment(log);
    write(log, "0123456789");
    assertThat(chunk(shipment)).isEqualTo("0:0123456789");
    shipment.acknowledged(LogPosition.newBuilder().setOffset(4).build(), 0);
    write(log, "ab");
    assertThat(chunk(shipment)).isEqualTo("10:ab");

    shipment.rewind();
    log.end();

    assertThat(chunk(shipment)).isEqualTo("4:456789ab end");
    assertThat(shipment.next(0)).isNull();
    assertThat(shipment.stalled(10_000)).isTrue();
    LogPosition all = LogPosition.newBuilder().setOffset(12).setEnd(true).build();
    assertThat(shipment.acknowledged(all, 0)).isTrue();
  }

  private static String chunk(Shipment shipment) throws IOException {
    LogChunk chunk = shipment.next(0);
    return chunk == null
        ? "nothing"
        : chunk.getOffset() + ":" + chunk.getData().toStringUtf8() + (chunk.getEnd() ? " end" : "");
  }
}
