package vn.lienthong.http;

/** Carries a {@link Problem} through a chain of futures to the one place that answers; has no stack trace. */
public final class ProblemFailure extends RuntimeException {

    private final transient Problem problem;

    ProblemFailure(Problem problem) {
        super(problem.code().wire(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
