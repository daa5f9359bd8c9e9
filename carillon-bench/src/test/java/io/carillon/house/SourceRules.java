package io.carillon.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules for one Java file. Each returns its findings: where, what was expected, what to do. */
final class SourceRules {

  static final int METHOD_LINES = 60;

  private static final Set<String> EMPTY_WORDS =
      Set.of(
          "common", "util", "utils", "helper", "helpers", "manager", "impl", "base", "constants");
  private static final Pattern EMPTY_NAME =
      Pattern.compile(
          "(?:.*(?:Utils?|Impl|Managers?|Helpers?|Constants)|Common|Base|(?:Common|Base)[A-Z].*)");
  private static final Pattern PREFIXED_INTERFACE = Pattern.compile("I[A-Z][a-z].*");

  /**
   * Calls that read the clock, draw chance or wait: `Type.method`, or `new Type` without a seed. A
   * seeded generator is no chance.
   */
  private static final Pattern TIME_OR_CHANCE =
      Pattern.compile(
          "(?:.*\\.)?(?:"
              + "(?:Instant|Local\\w+|ZonedDateTime|Offset\\w+|Year(?:Month)?)\\.now"
              + "|(?:Clock|InstantSource)\\.(?:system\\w*|tick\\w*)\\(.*\\)\\.(?:instant|millis)"
              + "|System\\.(?:currentTimeMillis|nanoTime)|Thread\\.sleep|TimeUnit\\.\\w+\\.sleep"
              + "|Math\\.random|ThreadLocalRandom\\.current|new"
              + " (?:\\w+\\.)*(?:Random|SplittableRandom))");

  private SourceRules() {}

  static List<String> longMethods(JavaSource source) {
    List<String> findings = new ArrayList<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
        long lines = source.lastLine(method) - source.firstLine(method) + 1;
        if (lines > METHOD_LINES) {
          findings.add(
              "%s: Expected methods of at most %d lines, but %s has %d: give its steps names."
                  .formatted(source.at(method), METHOD_LINES, method.getName(), lines));
        }
        return super.visitMethod(method, null);
      }
    }.scan(source.unit(), null);
    return findings;
  }

  static List<String> emptyNames(JavaSource source) {
    List<String> findings = new ArrayList<>();
    for (String word : source.packageName().split("\\.", -1)) {
      if (EMPTY_WORDS.contains(word.toLowerCase(Locale.ROOT))) {
        findings.add(
            "%s: Expected a package named after a feature, but found %s: name what is in it."
                .formatted(source.path(), source.packageName()));
      }
    }
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
        String name = type.getSimpleName().toString();
        if (EMPTY_NAME.matcher(name).matches()) {
          findings.add(
              "%s: Expected a class name that says what it is, but found %s: name what it does."
                  .formatted(source.at(type), name));
        }
        if (type.getKind() == Tree.Kind.INTERFACE && PREFIXED_INTERFACE.matcher(name).matches()) {
          findings.add(
              "%s: Expected an interface named by its role, but found %s: drop the I."
                  .formatted(source.at(type), name));
        }
        return super.visitClass(type, null);
      }
    }.scan(source.unit(), null);
    return findings;
  }

  static List<String> timeAndChance(JavaSource source) {
    List<String> findings = new ArrayList<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree call, @Nullable Void nothing) {
        check(call, call.getMethodSelect().toString());
        return super.visitMethodInvocation(call, null);
      }

      @Override
      public @Nullable Void visitMemberReference(MemberReferenceTree call, @Nullable Void nothing) {
        boolean made = call.getMode() == MemberReferenceTree.ReferenceMode.NEW;
        String type = call.getQualifierExpression().toString();
        check(call, made ? "new " + type : type + "." + call.getName());
        return super.visitMemberReference(call, null);
      }

      @Override
      public @Nullable Void visitNewClass(NewClassTree call, @Nullable Void nothing) {
        if (call.getArguments().isEmpty()) {
          check(call, "new " + call.getIdentifier());
        }
        return super.visitNewClass(call, null);
      }

      @Override
      public @Nullable Void visitImport(ImportTree imported, @Nullable Void nothing) {
        if (imported.isStatic()) {
          String name = imported.getQualifiedIdentifier().toString();
          check(imported, name.replaceFirst("System\\.\\*$", "System.nanoTime"));
        }
        return super.visitImport(imported, null);
      }

      private void check(Tree node, String call) {
        if (TIME_OR_CHANCE.matcher(call.replaceAll("\\s+", " ")).matches()) {
          findings.add(
              ("%s: Expected time and chance to come in as arguments, but found %s: take an"
                      + " InstantSource (in tests wait for a signal), or, for a class that owns"
                      + " time or chance, list it in TidyTest with the reason.")
                  .formatted(source.at(node), call));
        }
      }
    }.scan(source.unit(), null);
    return findings;
  }
}
