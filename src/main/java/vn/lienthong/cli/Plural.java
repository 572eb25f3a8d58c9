package vn.lienthong.cli;

/** A number and what is counted, for people: {@code 1 record}, {@code 2 records}. */
final class Plural {
    private Plural() {}

    static String of(long count, String noun) {
        return count + " " + (count == 1 ? noun : many(noun));
    }

    private static String many(String noun) {
        return noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    }
}
