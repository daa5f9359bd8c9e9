package io.carillon.house;

import io.carillon.house.Repository.TextFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules for POMs: versions and checks are the parent's. */
final class PomRules {

  private static final Pattern VERSION = Pattern.compile("<version>([^<]*)</version>");
  private static final Pattern VERSION_PROPERTY =
      Pattern.compile("<([a-z0-9.-]+\\.version)>[^<]*</\\1>");
  private static final Pattern CHECKS =
      Pattern.compile("<(compilerArgs|annotationProcessorPaths|skipTests|maven\\.test\\.skip)[ >]");

  private PomRules() {}

  /** A module says no version of its own; the parent says each as a property. */
  static List<String> versions(TextFile pom) {
    boolean parent = pom.path().equals("pom.xml");
    String text = pom.text().replaceFirst("(?s)<parent>.*?</parent>", "");
    List<String> findings = new ArrayList<>();
    if (!parent) {
      Matcher property = VERSION_PROPERTY.matcher(text);
      while (property.find()) {
        findings.add(inParent(pom, property.group(1)));
      }
    }
    Matcher version = VERSION.matcher(text);
    boolean own = parent;
    while (version.find()) {
      // The first one of the parent POM is the project's.
      if (!own && !version.group(1).contains("${")) {
        findings.add(inParent(pom, version.group(1)));
      }
      own = false;
    }
    return findings;
  }

  private static String inParent(TextFile pom, String found) {
    return ("%s: Expected versions as properties of the parent POM alone, but found %s: move it to"
            + " <properties> there.")
        .formatted(pom.path(), found);
  }

  /** Only a module that is all generated may do without the compiler's checks. */
  static List<String> checksSwitchedOff(TextFile pom, Map<String, String> allowedWithReason) {
    if (pom.path().equals("pom.xml") || allowedWithReason.containsKey(pom.module())) {
      return List.of();
    }
    Matcher check = CHECKS.matcher(pom.text());
    return check.find()
        ? List.of(
            "%s: Expected the parent's checks, but found <%s>: take it away."
                .formatted(pom.path(), check.group(1)))
        : List.of();
  }
}
