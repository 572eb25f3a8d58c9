package vn.lienthong.delivery;

/**
 * A delivery not taken, by the sender's fault. A value, never an exception.
 *
 * @param record the record at which it was noticed, 0 for the file as a whole
 */
public record Refusal(RefusalCode code, long record) {

    public static Refusal of(RefusalCode code) {
        return new Refusal(code, 0);
    }

    public String hintVi() {
        return code.hintVi();
    }

    public String hintEn() {
        return code.hintEn();
    }
}
