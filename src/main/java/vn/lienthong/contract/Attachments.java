package vn.lienthong.contract;

import java.util.ArrayList;
import java.util.List;

/**
 * Parts of a record that are documents of their own, each with the rows of one table: nested as XML, or as text
 * (base64, or CDATA).
 *
 * <pre>
 *   FILEHOSO               path, any number of them in any order
 *     LOAIHOSO   XML3      kind: the source of the table
 *     NOIDUNGFILE          content: the document
 * </pre>
 *
 * @param path elements from the record to one attachment
 * @param kind element of an attachment whose text names its table
 * @param content element of an attachment that holds the document
 * @param recordKind the kind that has the fields of the record itself
 * @param recordPath elements of that document to the one that has these fields
 */
public record Attachments(List<String> path, String kind, String content, String recordKind, List<String> recordPath) {

    public Attachments {
        path = List.copyOf(path);
        recordPath = List.copyOf(recordPath);
    }

    /** Elements from the record to the document in an attachment. */
    public List<String> contentPath() {
        return below(path, List.of(content));
    }

    /** Elements from the record to what stands so in the document of an attachment. */
    List<String> inContent(List<String> steps) {
        return below(contentPath(), steps);
    }

    private static List<String> below(List<String> path, List<String> steps) {
        List<String> all = new ArrayList<>(path);
        all.addAll(steps);
        return all;
    }
}
