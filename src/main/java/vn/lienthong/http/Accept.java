package vn.lienthong.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Content negotiation (RFC 9110, 12.5.1) over the few types that a call offers. */
public final class Accept {

    private Accept() {}

    /**
     * The offered type that the header likes best; the first one when the header says nothing or leaves the choice.
     *
     * @param lines values of {@code Accept}, one for each header line
     * @param offered lower-case media types, the preferred one first
     * @return empty when none is acceptable
     */
    public static Optional<String> choose(List<String> lines, List<String> offered) {
        String header = String.join(",", lines);
        if (header.isBlank()) {
            return Optional.of(offered.get(0));
        }
        String best = null;
        double bestQuality = 0;
        for (String type : offered) {
            double quality = quality(header, type);
            if (quality > bestQuality) {
                bestQuality = quality;
                best = type;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The weight of the most specific range that covers the type. */
    private static double quality(String header, String type) {
        double quality = 0;
        int specificity = -1;
        for (String part : header.split(",", -1)) {
            String[] pieces = part.trim().toLowerCase(Locale.ROOT).split(";", -1);
            int covers = specificity(pieces[0].trim(), type);
            if (covers > specificity) {
                specificity = covers;
                quality = weight(pieces);
            }
        }
        return quality;
    }

    private static int specificity(String range, String type) {
        if (range.equals(type)) {
            return 2;
        }
        if (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1))) {
            return 1;
        }
        return range.equals("*/*") ? 0 : -1;
    }

    private static double weight(String[] pieces) {
        for (int i = 1; i < pieces.length; i++) {
            String parameter = pieces[i].trim();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
