package io.carillon.house;

import io.carillon.house.Repository.TextFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules that need no more than the text of a file, or of the files of a package. */
final class TextRules {

  static final int FILE_LINES = 400;
  static final int HARD_FILE_LINES = 500;
  static final int COLUMNS = 100;

  // Put together, so that this file has no such mark itself.
  private static final Pattern MARK = Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final String TEXT_BLOCK = "\"\"\"";
  private static final Pattern DOC_COMMENT = Pattern.compile("(?s)^/\\*\\*(.*?)\\*/");

  private TextRules() {}

  static List<String> longFiles(TextFile file, Map<String, String> longerWithReason) {
    int lines = file.lines().size();
    boolean excepted = longerWithReason.containsKey(file.path());
    if (lines > (excepted ? HARD_FILE_LINES : FILE_LINES)) {
      return List.of(
          "%s: Expected at most %d lines (%d with a reason in TidyTest), but found %d: split it."
              .formatted(file.path(), FILE_LINES, HARD_FILE_LINES, lines));
    }
    if (excepted && lines <= FILE_LINES) {
      return List.of(
          "%s: Expected more than %d lines, but found %d: take it off TidyTest's list."
              .formatted(file.path(), FILE_LINES, lines));
    }
    return List.of();
  }

  static List<String> longLines(TextFile file) {
    List<String> findings = new ArrayList<>();
    boolean textBlock = false;
    List<String> lines = file.lines();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int columns = line.codePointCount(0, line.length());
      textBlock ^= line.split(TEXT_BLOCK, -1).length % 2 == 0;
      // Nothing can break an import, a URL, nor what a text block says.
      boolean unbreakable = textBlock || line.startsWith("import ") || line.contains("://");
      if (columns > COLUMNS && !unbreakable) {
        findings.add(
            "%s:%d: Expected at most %d columns, but found %d: break the line."
                .formatted(file.path(), i + 1, COLUMNS, columns));
      }
    }
    return findings;
  }

  static List<String> leftovers(TextFile file) {
    List<String> findings = new ArrayList<>();
    List<String> lines = file.lines();
    for (int i = 0; i < lines.size(); i++) {
      Matcher mark = MARK.matcher(lines.get(i));
      if (mark.find()) {
        findings.add(
            "%s:%d: Expected finished work, but found %s: do it, or put it on docs/roadmap.md."
                .formatted(file.path(), i + 1, mark.group()));
      }
    }
    return findings;
  }

  /**
   * Each package of a module has a package-info in its main sources, or, when it is for tests
   * alone, there. One in tests beside the main one only has to be @NullMarked.
   */
  static List<String> packageInfos(List<JavaSource> sources) {
    Map<String, String> packages = new TreeMap<>();
    Map<String, String> explained = new HashMap<>();
    List<String> findings = new ArrayList<>();
    for (JavaSource source : sources) {
      String key = source.file().module() + " " + source.packageName();
      packages.putIfAbsent(key, source.path());
      if (source.isPackageInfo()) {
        Matcher comment = DOC_COMMENT.matcher(source.file().text());
        if (comment.find() && isSentence(comment.group(1))) {
          explained.put(key, source.path());
        }
        if (!source.file().text().contains("@NullMarked\n")) {
          findings.add(source.path() + ": Expected @NullMarked, but found none: add it.");
        }
      }
    }
    packages.forEach(
        (key, example) -> {
          if (!explained.containsKey(key)) {
            findings.add(
                ("%s: Expected a package-info.java in its package that says in a sentence what the"
                        + " package is for, but found none: write it, with @NullMarked.")
                    .formatted(example));
          }
        });
    return findings;
  }

  private static boolean isSentence(String comment) {
    String words = comment.replaceAll("\\s*\\*\\s*|\\s+", " ").strip();
    return words.split(" ", -1).length >= 4 && words.contains(".");
  }
}
