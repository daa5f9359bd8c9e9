package io.carillon.house;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.carillon.house.ModuleTable.Module;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Rules for compiled classes. Each returns its findings: who, what was expected, what to do. */
final class ArchitectureRules {

  private static final String HOME = "io.carillon.";

  /** What a deterministic state machine has no use for. */
  private static final Pattern OUTSIDE_WORLD =
      Pattern.compile(
          "java\\.io\\.(?!Serializable$|UncheckedIOException$|IOException$).*"
              + "|java\\.nio\\.(?:file|channels)\\..*"
              + "|java\\.net\\.(?!URI$).*"
              + "|javax?\\.sql\\..*"
              + "|java\\.util\\.concurrent\\.(?!TimeUnit$).*"
              + "|java\\.lang\\.(?:Thread|Runtime|Process|ThreadLocal|System\\$Logger).*"
              + "|java\\.util\\.logging\\..*|org\\.slf4j\\..*|ch\\.qos\\..*"
              + "|java\\.util\\.(?:Random|SplittableRandom|Timer|UUID)"
              + "|java\\.util\\.random\\..*|java\\.security\\.SecureRandom"
              + "|java\\.time\\.(?:Clock|InstantSource)"
              + "|org\\.springframework\\..*|io\\.grpc\\..*");

  private static final Pattern OUTSIDE_CALL =
      Pattern.compile(
          "java\\.lang\\.System\\."
              + "(?:nanoTime|currentTimeMillis|getenv|getProperty|out|err|in|exit|identityHashCode)"
              + "|java\\.lang\\.Math\\.random|java\\.time\\.\\w+\\.now"
              + "|java\\.util\\.Collections\\.shuffle");

  private static final Set<String> INJECTIONS =
      Set.of(
          "org.springframework.beans.factory.annotation.Autowired",
          "org.springframework.beans.factory.annotation.Value",
          "jakarta.inject.Inject",
          "jakarta.annotation.Resource",
          "jakarta.persistence.PersistenceContext");

  private ArchitectureRules() {}

  static List<String> arrows(JavaClasses classes) {
    Set<String> findings = new TreeSet<>();
    for (Dependency dependency : dependencies(classes)) {
      Optional<String> from = module(dependency.getOriginClass());
      Optional<String> to = module(dependency.getTargetClass());
      if (from.isPresent() && to.isPresent()) {
        Module module = ModuleTable.module(from.get());
        if (!module.mayUse(to.get())) {
          findings.add(
              ("%s -> %s: Expected carillon-%s to use only %s, but it uses %s: turn the arrow"
                      + " round with a port, or move the class.")
                  .formatted(
                      dependency.getOriginClass().getName(),
                      dependency.getTargetClass().getName(),
                      module.name(),
                      new TreeSet<>(module.uses()),
                      to.get()));
        }
      }
    }
    return List.copyOf(findings);
  }

  static List<String> cycles(JavaClasses classes) {
    return SlicesRuleDefinition.slices()
        .matching(HOME + "(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .evaluate(classes)
        .getFailureReport()
        .getDetails()
        .stream()
        .map(cycle -> cycle + "\nExpected packages without cycles: move what both need downwards.")
        .toList();
  }

  static List<String> springOutsideServer(JavaClasses classes) {
    Set<String> findings = new TreeSet<>();
    for (Dependency dependency : dependencies(classes)) {
      String target = dependency.getTargetClass().getName();
      boolean server = module(dependency.getOriginClass()).equals(Optional.of("server"));
      if (target.startsWith("org.springframework.") && !server) {
        findings.add(
            "%s -> %s: Expected Spring in carillon-server alone: do without it here."
                .formatted(dependency.getOriginClass().getName(), target));
      }
    }
    return List.copyOf(findings);
  }

  static List<String> impureKernel(JavaClasses classes) {
    Set<String> findings = new TreeSet<>();
    for (JavaClass kernel : classes) {
      if (!module(kernel).equals(Optional.of("kernel"))) {
        continue;
      }
      for (Dependency dependency : kernel.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getName();
        if (OUTSIDE_WORLD.matcher(target).matches()) {
          findings.add(impure(kernel, target));
        }
      }
      for (JavaAccess<?> access : kernel.getAccessesFromSelf()) {
        String target = access.getTargetOwner().getName() + "." + access.getTarget().getName();
        if (OUTSIDE_CALL.matcher(target).matches()) {
          findings.add(impure(kernel, target));
        }
      }
    }
    return List.copyOf(findings);
  }

  private static String impure(JavaClass kernel, String target) {
    return ("%s -> %s: Expected a kernel without I/O, clock, threads, logs and chance: take the"
            + " value as an argument, or return an effect.")
        .formatted(kernel.getName(), target);
  }

  static List<String> fieldInjection(JavaClasses classes) {
    Set<String> findings = new TreeSet<>();
    for (JavaClass type : classes) {
      for (JavaField field : type.getFields()) {
        if (INJECTIONS.stream().anyMatch(field::isAnnotatedWith)) {
          findings.add(
              "%s: Expected injection by the constructor: make it a constructor's argument."
                  .formatted(field.getFullName()));
        }
      }
    }
    return List.copyOf(findings);
  }

  /** The module that a class of ours belongs to, by its package. */
  static Optional<String> module(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName() + ".";
    if (!name.startsWith(HOME)) {
      return Optional.empty();
    }
    return Optional.of(name.substring(HOME.length(), name.indexOf('.', HOME.length())));
  }

  private static Set<Dependency> dependencies(JavaClasses classes) {
    return classes.stream()
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .collect(Collectors.toSet());
  }
}
