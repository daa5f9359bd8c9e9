package io.carillon.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A worker that a server took for lost, as its log says. On a busy machine that happens without a
 * fault.
 *
 * @param at in microseconds since 1970
 */
record Silence(String worker, long at) {

  private static final Pattern LOST =
      Pattern.compile("(\\S+Z) WARN  Workers - Worker (\\S+) is lost: silent for .*");

  static List<Silence> read(Path directory, Cluster cluster) {
    List<Silence> silences = new ArrayList<>();
    for (Cluster.Server server : cluster.servers()) {
      Path log = directory.resolve(server.name() + ".log");
      try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
        lines.map(LOST::matcher).filter(Matcher::matches).forEach(line -> silences.add(of(line)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return silences;
  }

  private static Silence of(Matcher line) {
    Instant at = Instant.parse(line.group(1));
    return new Silence(line.group(2), ChronoUnit.MICROS.between(Instant.EPOCH, at));
  }
}
