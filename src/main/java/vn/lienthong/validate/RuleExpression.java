package vn.lienthong.validate;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.lienthong.records.RowValues;

/**
 * A checked CEL expression over one row. The common shapes run in an evaluator of our own that makes no objects, the
 * rest in {@code dev.cel}'s interpreter; both say the same. An error while evaluating is a no. Immutable.
 */
final class RuleExpression {
    private final RuleNode.@Nullable Bool fast;
    private final CelRuntime.Program program;
    private final Map<String, Function<RowValues, Optional<Object>>> variables;
    private final int[] reads;

    RuleExpression(
            RuleNode.@Nullable Bool fast,
            CelRuntime.Program program,
            Map<String, Function<RowValues, Optional<Object>>> variables,
            int[] reads) {
        this.fast = fast;
        this.program = program;
        this.variables = variables;
        this.reads = reads.clone();
    }

    /** Whether the row keeps the rule. */
    boolean holds(RowValues row, Evaluation evaluation) {
        if (fast == null) {
            return holdsInterpreted(row);
        }
        evaluation.failed = false;
        return fast.is(row, evaluation) && !evaluation.failed;
    }

    /** The same by the interpreter. */
    boolean holdsInterpreted(RowValues row) {
        try {
            Object answer = program.eval(name -> {
                var variable = variables.get(name);
                return variable == null ? Optional.empty() : variable.apply(row);
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

    /** Indexes of the fields that it reads, by value or by presence. */
    int[] reads() {
        return reads.clone();
    }
}
