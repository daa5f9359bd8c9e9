package io.carillon.engine;

import io.carillon.engine.cluster.Membership;
import io.carillon.engine.cluster.Peers;
import io.carillon.engine.gateway.WorkerInfo;
import io.carillon.engine.loop.Loops;
import io.carillon.store.PartitionStore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What an {@link Engine} stands on.
 *
 * @param membership who is alive; joined by the engine
 * @param peers the way to the other servers
 * @param workerConnected told of each worker that connects, by the thread of its stream: must be
 *     quick, and not fail
 * @param requestIds draws an id that nobody has drawn, for what is passed on to other servers
 * @param loops what drives the engine's parts
 */
public record EnginePorts(
    PartitionStore store,
    Membership membership,
    Peers peers,
    Consumer<WorkerInfo> workerConnected,
    Supplier<String> requestIds,
    Loops loops) {}
