/**
 * Registries: who is alive, by leases in the database, in ZooKeeper or in etcd.
 *
 * <p>{@link io.carillon.cluster.Registries} opens one by its URL. {@link
 * io.carillon.cluster.LeasedMembership} is the same for all: a thread renews the server's entry
 * each heartbeat, a thread looks for the others, and {@link io.carillon.cluster.Standing} reckons
 * by a clock that does not jump. A renewal counts from when it began, so that a server gives up no
 * later than the others miss it, whatever its threads do: {@code view()} itself compares with the
 * clock. {@link io.carillon.cluster.Registry} is what differs.
 *
 * <p>For operators:
 *
 * <ul>
 *   <li><b>jdbc</b>: nothing to set up. Each server writes a row and reads all rows each heartbeat.
 *       The beat uses the connection that commits: a commit that takes longer than half a lease
 *       delays it too long. A server that was killed is missed after a lease and a heartbeat at
 *       most.
 *   <li><b>ZooKeeper</b> 3.5 or newer: a session for each server, whose timeout is the lease. It
 *       must lie between {@code minSessionTimeout} and {@code maxSessionTimeout}, by default 2 and
 *       20 times {@code tickTime}, which is 2 s by default: then 1.6 s becomes 4 s, and everything
 *       takes so much longer. Set {@code tickTime=400} (or {@code minSessionTimeout=1600}; sessions
 *       end on a tick, so that a tick is what is added to the lease). Each server asks for one sync
 *       and for all entries each heartbeat: with ten servers some 300 reads a second in all. The
 *       path is made if it is not there; with credentials, entries belong to that user (digest).
 *   <li><b>etcd</b> 3.4 or newer: a lease of whole seconds, rounded up, and never shorter than one
 *       and a half times {@code --election-timeout}: 1.6 s becomes 2 s, with the defaults, too.
 *       etcd looks for leases that have run out twice a second. Each server keeps its lease and
 *       reads all keys each heartbeat. With authentication, the user needs to read and write the
 *       prefix.
 *   <li>If the registry dies, all servers find after a lease that they are no members, give up
 *       their partitions and wait; nothing ends. They join by themselves within about a heartbeat
 *       of its return (ZooKeeper: up to 2 s, its client rests that long). Run it with three nodes
 *       if the database is replicated, too.
 *   <li>A call to the registry may take up to half a lease; if they regularly take longer than a
 *       quarter, raise the lease. The heartbeat is a third of the lease at most.
 *   <li>A machine that is suspended stops the clock as well: its server finds out that it was away
 *       when it next asks. What it decided meanwhile is refused by the database.
 * </ul>
 */
@NullMarked
package io.carillon.cluster;

import org.jspecify.annotations.NullMarked;
