package io.carillon.house;

import io.carillon.house.Repository.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules for Markdown files: links lead somewhere, and the index of decisions is whole. */
final class DocRules {

  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]+)(?:\\s[^)]*)?\\)");
  private static final Pattern ABSOLUTE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");
  private static final Pattern CODE = Pattern.compile("(?ms)^ *(```|~~~).*?^ *\\1|`[^`\n]*`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?) *#*$");
  private static final Pattern DECISION = Pattern.compile("docs/adr/(\\d{4})-[a-z0-9-]+\\.md");

  private DocRules() {}

  static List<String> brokenLinks(Path root, TextFile doc) {
    List<String> findings = new ArrayList<>();
    Matcher link = LINK.matcher(withoutCode(doc.text()));
    while (link.find()) {
      String target = link.group(1);
      if (!ABSOLUTE.matcher(target).matches()) {
        String problem = problem(root, doc, target);
        if (!problem.isEmpty()) {
          findings.add(
              "%s: Expected the link %s to lead somewhere, but %s: mend the link."
                  .formatted(doc.path(), target, problem));
        }
      }
    }
    return findings;
  }

  /** Empty if the link is good. */
  private static String problem(Path root, TextFile doc, String target) {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    Path source = root.resolve(doc.path());
    Path path = file.isEmpty() ? source : source.resolveSibling(file).normalize();
    if (!path.startsWith(root) || (!file.isEmpty() && !Files.exists(path))) {
      return "there is no " + (path.startsWith(root) ? root.relativize(path) : path);
    }
    if (hash >= 0 && path.toString().endsWith(".md")) {
      String text = path.equals(source) ? doc.text() : read(path);
      String anchor = target.substring(hash + 1);
      if (!anchors(text).contains(anchor)) {
        return "no heading there makes the anchor " + anchor;
      }
    }
    return "";
  }

  /** The anchors that GitHub makes of headings. */
  private static List<String> anchors(String text) {
    List<String> anchors = new ArrayList<>();
    Matcher heading = HEADING.matcher(text);
    while (heading.find()) {
      anchors.add(
          heading
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutCode(String text) {
    return CODE.matcher(text).replaceAll("");
  }

  /** Decisions have a number each, and the index links them all. */
  static List<String> decisions(List<TextFile> docs) {
    String index =
        docs.stream()
            .filter(doc -> doc.path().equals("docs/adr/README.md"))
            .findFirst()
            .map(TextFile::text)
            .orElse("");
    Map<String, String> byNumber = new HashMap<>();
    List<String> findings = new ArrayList<>();
    for (TextFile doc : docs) {
      String path = doc.path();
      if (!path.startsWith("docs/adr/") || path.equals("docs/adr/README.md")) {
        continue;
      }
      Matcher decision = DECISION.matcher(path);
      if (!decision.matches()) {
        findings.add(path + ": Expected a name like docs/adr/0001-what-was-decided.md: rename it.");
        continue;
      }
      String other = byNumber.putIfAbsent(decision.group(1), path);
      if (other != null) {
        findings.add(
            "%s: Expected a number of its own, but %s has it too: take the next one."
                .formatted(path, other));
      }
      if (!index.contains("(" + path.substring("docs/adr/".length()) + ")")) {
        findings.add(path + ": Expected a link in docs/adr/README.md, but found none: add a row.");
      }
    }
    return findings;
  }
}
