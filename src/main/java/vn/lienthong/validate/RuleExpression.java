package vn.lienthong.validate;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A checked CEL expression over one row and its record. The common shapes run in an evaluator of our own that makes no
 * objects, the rest in {@code dev.cel}'s interpreter; both say the same. An error while evaluating is a no. Immutable.
 */
final class RuleExpression {
    private final RuleNode.@Nullable Bool fast;
    private final Supplier<CelRuntime.Program> interpreter;
    private volatile CelRuntime.@Nullable Program program;
    private final Map<String, Variable> variables;
    private final List<Variable> reads;

    RuleExpression(
            RuleNode.@Nullable Bool fast,
            Supplier<CelRuntime.Program> interpreter,
            Map<String, Variable> variables,
            Collection<Variable> reads) {
        this.fast = fast;
        this.interpreter = interpreter;
        this.program = fast == null ? interpreter.get() : null;
        this.variables = variables;
        this.reads = List.copyOf(reads);
    }

    /** Whether the row keeps the rule. */
    boolean holds(Evaluation evaluation) {
        if (fast == null) {
            return holdsInterpreted(evaluation);
        }
        evaluation.failed = false;
        return fast.is(evaluation) && !evaluation.failed;
    }

    /** The same by the interpreter. */
    boolean holdsInterpreted(Evaluation evaluation) {
        try {
            CelRuntime.Program running = program;
            if (running == null) {
                // Planned only when somebody asks: what we evaluate ourselves needs no plan.
                running = interpreter.get();
                program = running;
            }
            Object answer = running.eval(name -> {
                Variable variable = variables.get(name);
                return variable == null ? Optional.empty() : variable.read(evaluation);
            });
            return Boolean.TRUE.equals(answer);
        } catch (CelEvaluationException e) {
            return false;
        }
    }

    /** Whether our own evaluator runs it. */
    boolean fast() {
        return fast != null;
    }

    /** What it reads, by value or by presence. */
    List<Variable> reads() {
        return reads;
    }
}
