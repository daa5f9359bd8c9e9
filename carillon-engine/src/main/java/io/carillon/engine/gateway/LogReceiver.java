package io.carillon.engine.gateway;

import io.carillon.engine.log.LogStore;
import io.carillon.protocol.LogAck;
import io.carillon.protocol.LogBatch;
import io.carillon.protocol.LogChunk;
import io.carillon.protocol.LogPosition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the logs that one worker ships. */
final class LogReceiver implements StreamObserver<LogBatch> {

  private static final Logger log = LoggerFactory.getLogger(LogReceiver.class);

  private final LogStore logs;
  private final StreamObserver<LogAck> acknowledgements;

  LogReceiver(LogStore logs, StreamObserver<LogAck> acknowledgements) {
    this.logs = logs;
    this.acknowledgements = acknowledgements;
  }

  @Override
  public void onNext(LogBatch batch) {
    LogAck.Builder ack = LogAck.newBuilder();
    try {
      for (LogChunk chunk : batch.getChunksList()) {
        LogStore.Position position =
            logs.append(
                Workers.kernelId(chunk.getId()),
                chunk.getOffset(),
                chunk.getData().toByteArray(),
                chunk.getEnd());
        ack.addPositions(
            LogPosition.newBuilder()
                .setId(chunk.getId())
                .setOffset(position.offset())
                .setEnd(position.ended()));
      }
      acknowledgements.onNext(ack.build());
    } catch (IOException e) {
      log.warn("Logs cannot be written: {}", e.getMessage());
      acknowledgements.onError(
          Status.UNAVAILABLE.withDescription("Logs cannot be written").asRuntimeException());
    }
  }

  @Override
  public void onError(Throwable cause) {}

  @Override
  public void onCompleted() {
    acknowledgements.onCompleted();
  }
}
