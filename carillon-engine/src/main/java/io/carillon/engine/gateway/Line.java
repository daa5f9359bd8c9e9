package io.carillon.engine.gateway;

import io.carillon.protocol.ServerMessage;
import io.grpc.Status;

/** The way to one worker: a gRPC stream, or what the simulator has in its place. */
public interface Line {

  /** Whether it takes a message now. The session is told when that becomes true. */
  boolean ready();

  void send(ServerMessage message);

  /** Nothing more will be sent. */
  void end(Status why);
}
