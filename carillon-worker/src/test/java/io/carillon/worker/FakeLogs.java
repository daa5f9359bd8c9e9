package io.carillon.worker;

import io.carillon.protocol.AttemptId;
import io.carillon.protocol.LogAck;
import io.carillon.protocol.LogBatch;
import io.carillon.protocol.LogChunk;
import io.carillon.protocol.LogPosition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where servers keep logs; several may share it. A chunk that leaves a gap is not taken. */
final class FakeLogs {

  private final Map<AttemptId, ByteArrayOutputStream> logs = new LinkedHashMap<>();
  private final List<AttemptId> ended = new ArrayList<>();
  private int chunksUntilBreak = Integer.MAX_VALUE;

  synchronized void breakAfter(int chunks) {
    chunksUntilBreak = chunks;
  }

  synchronized String text(AttemptId id) {
    ByteArrayOutputStream log = logs.get(id);
    return log == null ? "" : log.toString(StandardCharsets.UTF_8);
  }

  synchronized boolean ended(AttemptId id) {
    return ended.contains(id);
  }

  StreamObserver<LogBatch> receive(StreamObserver<LogAck> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(LogBatch batch) {
        stored(batch, answers);
      }

      @Override
      public void onError(Throwable cause) {}

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  private synchronized void stored(LogBatch batch, StreamObserver<LogAck> answers) {
    LogAck.Builder ack = LogAck.newBuilder();
    for (LogChunk chunk : batch.getChunksList()) {
      if (chunksUntilBreak-- == 0) {
        answers.onError(Status.UNAVAILABLE.withDescription("broken by the test").asException());
        return;
      }
      ByteArrayOutputStream log =
          logs.computeIfAbsent(chunk.getId(), id -> new ByteArrayOutputStream());
      int known = (int) (log.size() - chunk.getOffset());
      if (known >= 0 && known <= chunk.getData().size()) {
        log.writeBytes(chunk.getData().substring(known).toByteArray());
        if (chunk.getEnd()) {
          ended.add(chunk.getId());
        }
      }
      ack.addPositions(
          LogPosition.newBuilder()
              .setId(chunk.getId())
              .setOffset(log.size())
              .setEnd(ended.contains(chunk.getId())));
    }
    answers.onNext(ack.build());
  }
}
