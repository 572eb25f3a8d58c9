package vn.lienthong.xmlsig;

import java.util.Set;

/**
 * Which of the two canonical forms, and for the exclusive one the prefixes that it treats as the inclusive one does.
 *
 * @param prefixes empty text = the default namespace
 */
record CanonicalForm(boolean exclusive, Set<String> prefixes) {
    static final CanonicalForm INCLUSIVE = new CanonicalForm(false, Set.of());

    CanonicalForm {
        prefixes = Set.copyOf(prefixes);
    }
}
