package io.carillon.worker.session;

import io.carillon.protocol.Owned;
import io.carillon.protocol.Report;
import io.carillon.protocol.ServerMessage;
import io.carillon.protocol.Welcome;
import java.util.ArrayDeque;
import java.util.Deque;

/** What one stream to one server needs: its credits, its heartbeat, and what waits to be said. */
final class ServerStream {

  /** A server that has not answered the registration by then is not worth waiting for. */
  static final long WELCOME_MILLIS = 5_000;

  private final String server;
  private final Credits credits = new Credits();

  /** Partitions to be answered with what is held of them, as they were announced. */
  private final Deque<Owned> questions = new ArrayDeque<>();

  /** Reports to be repeated. */
  private final Deque<Report> repeats = new ArrayDeque<>();

  /** Attempts with news, in the order in which the news came. */
  private final Deque<Held> news = new ArrayDeque<>();

  private boolean welcomed;
  private boolean single;
  private String name = "";
  private long demand;
  private long heard;
  private boolean drainingSent;
  private long sentAt;
  private long answeredAt;
  private long heartbeatMillis;
  private long leaseMillis = WELCOME_MILLIS;
  private long isolationMillis = Long.MAX_VALUE;

  /** When it was given something last, by the count of such turns: who waited longest is next. */
  long turn;

  ServerStream(String server, boolean draining, long now) {
    this.server = server;
    this.drainingSent = draining;
    this.sentAt = now;
    this.answeredAt = now;
  }

  void welcome(Welcome welcome) {
    welcomed = true;
    single = welcome.getProtocol() < 2;
    name = welcome.getServerName();
    heartbeatMillis = welcome.getHeartbeatMillis();
    leaseMillis = welcome.getLeaseMillis();
    if (!single) {
      isolationMillis =
          welcome.getIsolationMillis() > 0 ? welcome.getIsolationMillis() : leaseMillis;
    }
  }

  /** What every message says, whatever else it brings. */
  void answered(ServerMessage message, long now) {
    answeredAt = now;
    demand = Integer.toUnsignedLong(message.getDemand());
    heard = Math.max(heard, message.getHeard());
    credits.answered(message.getCreditsReturned(), message.getHeard());
  }

  /** host:port. */
  String server() {
    return server;
  }

  /** As the server calls itself. */
  String name() {
    return name;
  }

  boolean welcomed() {
    return welcomed;
  }

  /** From before there were several: it owns every partition, and takes no credits back. */
  boolean single() {
    return single;
  }

  Credits credits() {
    return credits;
  }

  /** How many task runs wait there that no credit is on its way for. */
  long hunger() {
    return Math.max(0, demand - credits.unasked());
  }

  /** How many credits idle there, and can be asked back. */
  long surplus() {
    return single ? 0 : Math.max(0, credits.unasked() - demand);
  }

  /** The newest {@code sent_at} that it has heard. */
  long heard() {
    return heard;
  }

  long isolationMillis() {
    return isolationMillis;
  }

  Deque<Owned> questions() {
    return questions;
  }

  Deque<Report> repeats() {
    return repeats;
  }

  Deque<Held> news() {
    return news;
  }

  /** A message has to be sent, even if it says nothing of attempts. */
  boolean mustSay(boolean draining, long now) {
    return credits.hasNews() || draining != drainingSent || now - sentAt >= heartbeatMillis;
  }

  void sent(boolean draining, long now) {
    drainingSent = draining;
    sentAt = now;
  }

  /** When it has to be spoken to, or given up, if nothing happens before. */
  long dueAt() {
    long silentAt = answeredAt + leaseMillis + 1;
    return welcomed ? Math.min(silentAt, sentAt + heartbeatMillis) : silentAt;
  }

  /** It was not heard for its whole lease: the stream is of no use. */
  boolean silent(long now) {
    return now - answeredAt > leaseMillis;
  }
}
