package io.carillon.kernel.expression;

import com.google.common.collect.ImmutableList;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import io.carillon.model.Parameter;
import io.carillon.model.Workflow;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The variables that the expressions of one workflow may name, each by its dotted name: {@code
 * params.day}, {@code outputs.parse}, {@code run.id}, … So an unknown parameter is found when the
 * workflow is saved, and evaluation looks up only what the expression names. Not safe for use by
 * several threads; the expressions that it compiles are.
 */
public final class Scope {

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .comprehensionMaxIterations(10_000)
          .maxExpressionCodePointSize(10_000)
          .maxParseRecursionDepth(50)
          .enableHeterogeneousNumericComparisons(true)
          .build();
  private static final Pattern REFERENCE =
      Pattern.compile("\\b(params|outputs|run|task)\\s*\\.\\s*([A-Za-z_][A-Za-z0-9_]*)");

  private final Map<String, CelType> variables;
  private @Nullable Cel cel;

  private Scope(Map<String, CelType> variables) {
    this.variables = variables;
  }

  /** Made at first use: most tasks have no expression, and it takes a millisecond. */
  private Cel cel() {
    if (cel != null) {
      return cel;
    }
    CelBuilder builder =
        CelFactory.plannerCelBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addCompilerLibraries(CelExtensions.strings(), CelExtensions.math())
            .addRuntimeLibraries(CelExtensions.strings(), CelExtensions.math());
    variables.forEach(builder::addVar);
    Cel built = builder.build();
    cel = built;
    return built;
  }

  /** What the expressions of this workflow's tasks may name. */
  public static Scope of(Workflow workflow) {
    Map<String, CelType> variables = parametersAndRun(workflow);
    CelType object = MapType.create(SimpleType.STRING, SimpleType.DYN);
    workflow.tasks().keySet().forEach(task -> variables.put("outputs." + task, object));
    variables.put("task.name", SimpleType.STRING);
    variables.put("attempt", SimpleType.INT);
    return new Scope(variables);
  }

  /** What the defaults of this workflow's parameters may name: other parameters and the run. */
  public static Scope ofDefaults(Workflow workflow) {
    return new Scope(parametersAndRun(workflow));
  }

  private static Map<String, CelType> parametersAndRun(Workflow workflow) {
    Map<String, CelType> variables = new LinkedHashMap<>();
    workflow.params().forEach((name, param) -> variables.put("params." + name, type(param)));
    variables.put("run.id", SimpleType.STRING);
    variables.put("run.namespace", SimpleType.STRING);
    variables.put("run.workflow", SimpleType.STRING);
    variables.put("run.scheduled_time", SimpleType.TIMESTAMP);
    return variables;
  }

  private static CelType type(Parameter param) {
    return switch (param.type()) {
      case STRING, DATE -> SimpleType.STRING;
      case INT -> SimpleType.INT;
      case DOUBLE -> SimpleType.DOUBLE;
      case BOOL -> SimpleType.BOOL;
      case JSON -> SimpleType.DYN;
    };
  }

  /**
   * Checks an expression and makes it ready to run.
   *
   * @throws ExpressionException if it is wrong; the message says where
   */
  public Expression compile(String source) throws ExpressionException {
    CelValidationResult result = cel().compile(source);
    if (result.hasError()) {
      throw new ExpressionException(explain(source, result.getErrors()));
    }
    try {
      CelAbstractSyntaxTree ast = result.getAst();
      Set<String> names = new LinkedHashSet<>();
      for (CelReference reference : ast.getReferenceMap().values()) {
        if (variables.containsKey(reference.name())) {
          names.add(reference.name());
        }
      }
      Program program = cel().createProgram(ast);
      boolean mayBeBool =
          ast.getResultType().equals(SimpleType.BOOL) || ast.getResultType().equals(SimpleType.DYN);
      return new Expression(source, program, names, mayBeBool);
    } catch (CelValidationException | CelEvaluationException e) {
      throw new ExpressionException("'%s': %s".formatted(source, e.getMessage()));
    }
  }

  private String explain(String source, ImmutableList<CelIssue> issues) {
    Matcher matcher = REFERENCE.matcher(source);
    while (matcher.find()) {
      String name = matcher.group(1) + "." + matcher.group(2);
      if (!variables.containsKey(name)) {
        return "'%s', which names %s; there is %s".formatted(source, name, siblings(name));
      }
    }
    CelIssue issue = issues.getFirst();
    return "'%s', column %d: %s"
        .formatted(source, issue.getSourceLocation().getColumn() + 1, issue.getMessage());
  }

  private String siblings(String name) {
    String prefix = name.substring(0, name.indexOf('.') + 1);
    Set<String> known = new LinkedHashSet<>();
    for (String variable : variables.keySet()) {
      if (variable.startsWith(prefix) && known.size() < 20) {
        known.add(variable);
      }
    }
    return known.isEmpty() ? "nothing in " + prefix + "…" : "only " + String.join(", ", known);
  }
}
