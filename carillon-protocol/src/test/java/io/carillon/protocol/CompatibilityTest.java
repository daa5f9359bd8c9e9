package io.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers and servers one version apart work together: the contract is held against those of
 * earlier versions, which lie frozen beside this test. With a release, {@code mvn -pl
 * carillon-protocol test -Dfreeze.protocol=worker-2} freezes the present one; then name it here.
 */
class CompatibilityTest {

  private static final String FOLDER = "src/test/resources/io/carillon/protocol";
  private static final FileDescriptor CURRENT = WorkerMessage.getDescriptor().getFile();
  private static final int SEEDS = 200;

  @ParameterizedTest
  @ValueSource(strings = "worker-1")
  void shouldKeepWhatEarlierVersionsHave(String version) throws Exception {
    assertThat(Compatibility.breaks(frozen(version), CURRENT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = "worker-1")
  void shouldReadWhatEarlierVersionsWrite(String version) throws Exception {
    readEverything(frozen(version), CURRENT);
  }

  @ParameterizedTest
  @ValueSource(strings = "worker-1")
  void shouldBeReadByEarlierVersions(String version) throws Exception {
    readEverything(CURRENT, frozen(version));
  }

  @Test
  void shouldReadFrozenVersionsAsTheyWereWritten() throws Exception {
    String version = System.getProperty("freeze.protocol");
    if (version != null) {
      Files.writeString(
          Path.of(FOLDER, version + ".txtpb"),
          TextFormat.printer().printToString(CURRENT.toProto()));
    }

    FileDescriptor again =
        build(text(TextFormat.printer().printToString(CURRENT.toProto())).build());

    assertThat(again.toProto()).isEqualTo(CURRENT.toProto());
    assertThat(frozen("worker-1").toProto()).isNotEqualTo(CURRENT.toProto());
  }

  // ---- the checks themselves ----

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaks")
  void shouldSeeWhatBreaks(String found, Consumer<FileDescriptorProto.Builder> change)
      throws Exception {
    FileDescriptorProto.Builder changed = CURRENT.toProto().toBuilder();
    change.accept(changed);

    assertThat(Compatibility.breaks(CURRENT, build(changed.build()))).contains(found);
  }

  static Stream<Arguments> breaks() {
    return Stream.of(
        broken(
            "Expected carillon.v1.AttemptId.task, or its number 2 and its name reserved, but it is"
                + " gone",
            file -> message(file, "AttemptId").removeField(1)),
        broken(
            "Expected carillon.v1.AttemptId.task, or its number 2 and its name reserved, but it is"
                + " gone",
            file -> field(file, "AttemptId", 1).setNumber(17)),
        broken(
            "Expected carillon.v1.AttemptId.task to be 'task UINT32', but it is 'task STRING'",
            file -> field(file, "AttemptId", 1).setType(FieldDescriptorProto.Type.TYPE_STRING)),
        broken(
            "Expected carillon.v1.AttemptId.run_id to be 'run_id FIXED64', but it is 'run_id"
                + " UINT64'",
            file -> field(file, "AttemptId", 0).setType(FieldDescriptorProto.Type.TYPE_UINT64)),
        broken(
            "Expected carillon.v1.AttemptId.task to be 'task UINT32', but it is 'shard UINT32'",
            file -> field(file, "AttemptId", 1).setName("shard").setJsonName("shard")),
        broken(
            "Expected carillon.v1.WorkerMessage.reports to be 'reports repeated"
                + " carillon.v1.Report', but it is 'reports optional carillon.v1.Report'",
            file ->
                field(file, "WorkerMessage", 1)
                    .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)),
        broken(
            "Expected carillon.v1.Report.started to be 'started optional carillon.v1.Started of"
                + " oneof kind', but it is 'started optional carillon.v1.Started'",
            file -> field(file, "Report", 3).clearOneofIndex()),
        broken(
            "Expected carillon.v1.Finished.Outcome 3 to be 'OUTCOME_CANCELLED', but it is"
                + " 'OUTCOME_LOST'",
            file -> outcome(file).getValueBuilder(3).setName("OUTCOME_LOST")),
        broken(
            "Expected carillon.v1.Finished.Outcome.OUTCOME_HANDED_BACK, or its number 4 and its"
                + " name reserved, but it is gone",
            file -> outcome(file).removeValue(4)),
        broken(
            "Expected message carillon.v1.TaskType, but it is gone",
            file -> {
              message(file, "TaskType").setName("Kind");
              field(file, "Register", 7).setTypeName(".carillon.v1.Kind");
            }),
        broken(
            "Expected carillon.v1.WorkerGateway.Session to be '(stream carillon.v1.WorkerMessage)"
                + " returns (stream carillon.v1.ServerMessage)', but it is"
                + " '(carillon.v1.WorkerMessage) returns (stream carillon.v1.ServerMessage)'",
            file -> file.getServiceBuilder(0).getMethodBuilder(0).setClientStreaming(false)),
        broken(
            "Expected carillon.v1.WorkerGateway.Logs to be '(stream carillon.v1.LogBatch) returns"
                + " (stream carillon.v1.LogAck)', but it is 'gone'",
            file -> file.getServiceBuilder(0).getMethodBuilder(1).setName("Ship")),
        broken(
            "Expected service carillon.v1.WorkerGateway, but it is gone",
            file -> file.getServiceBuilder(0).setName("Gateway")));
  }

  @Test
  void shouldLetFieldsGoWhenTheirNumbersAndNamesAreReserved() throws Exception {
    FileDescriptorProto.Builder changed = CURRENT.toProto().toBuilder();
    reserveTask(changed);

    assertThat(Compatibility.breaks(CURRENT, build(changed.build()))).isEmpty();
  }

  @Test
  void shouldSeeThatAReservedNumberIsTakenAgain() throws Exception {
    FileDescriptorProto.Builder before = CURRENT.toProto().toBuilder();
    reserveTask(before);

    assertThat(Compatibility.breaks(build(before.build()), CURRENT))
        .containsExactly("Expected no carillon.v1.AttemptId.task, but its number 2 was reserved");
  }

  @Test
  void shouldSeeWhatIsReadAsSomethingElse() throws Exception {
    FileDescriptorProto.Builder changed = CURRENT.toProto().toBuilder();
    field(changed, "Report", 0).setType(FieldDescriptorProto.Type.TYPE_SINT64);
    FileDescriptor other = build(changed.build());

    assertThatThrownBy(() -> readEverything(CURRENT, other))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("carillon.v1.WorkerMessage");
  }

  // ---- ----

  /** What one version writes, whatever it is, the other reads as far as it knows it. */
  private static void readEverything(FileDescriptor writer, FileDescriptor reader)
      throws InvalidProtocolBufferException {
    for (long seed = 1; seed <= SEEDS; seed++) {
      for (Descriptor type : writer.getMessageTypes()) {
        Descriptor same = reader.findMessageTypeByName(type.getName());
        if (same != null) {
          DynamicMessage written = AnyMessage.drawn(type, new Random(seed));
          DynamicMessage read = DynamicMessage.parseFrom(same, written.toByteString());
          assertThat(AnyMessage.asKnownBy(same, read))
              .as("%s of seed %d", type.getFullName(), seed)
              .isEqualTo(AnyMessage.asKnownBy(same, written));
          assertThat(DynamicMessage.parseFrom(type, read.toByteString()))
              .as("%s of seed %d, passed on", type.getFullName(), seed)
              .isEqualTo(written);
        }
      }
    }
  }

  private static FileDescriptor frozen(String version)
      throws IOException, DescriptorValidationException {
    try (InputStream resource = CompatibilityTest.class.getResourceAsStream(version + ".txtpb")) {
      assertThat(resource).as(version).isNotNull();
      return build(text(new String(resource.readAllBytes(), StandardCharsets.UTF_8)).build());
    }
  }

  private static FileDescriptorProto.Builder text(String text) throws TextFormat.ParseException {
    FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder();
    TextFormat.merge(text, file);
    return file;
  }

  private static FileDescriptor build(FileDescriptorProto file)
      throws DescriptorValidationException {
    return FileDescriptor.buildFrom(file, new FileDescriptor[0]);
  }

  private static Arguments broken(String found, Consumer<FileDescriptorProto.Builder> change) {
    return Arguments.of(found, change);
  }

  private static DescriptorProto.Builder message(FileDescriptorProto.Builder file, String name) {
    return file.getMessageTypeBuilderList().stream()
        .filter(message -> message.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static FieldDescriptorProto.Builder field(
      FileDescriptorProto.Builder file, String message, int index) {
    return message(file, message).getFieldBuilder(index);
  }

  private static EnumDescriptorProto.Builder outcome(FileDescriptorProto.Builder file) {
    return message(file, "Finished").getEnumTypeBuilder(0);
  }

  private static void reserveTask(FileDescriptorProto.Builder file) {
    message(file, "AttemptId")
        .removeField(1)
        .addReservedName("task")
        .addReservedRange(DescriptorProto.ReservedRange.newBuilder().setStart(2).setEnd(3));
  }
}
