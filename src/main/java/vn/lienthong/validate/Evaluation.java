package vn.lienthong.validate;

/** Whether the evaluation that is going on has met an error. Scratch of one thread. */
final class Evaluation {
    boolean failed;
}
