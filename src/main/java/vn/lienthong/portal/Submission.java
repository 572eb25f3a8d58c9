package vn.lienthong.portal;

import java.util.regex.Pattern;

/**
 * One of the portal's calls that hand in a file.
 *
 * @param path as the portal's clients call it
 * @param feed where the file goes
 * @param kind what {@code loaiHoSo} must say
 */
record Submission(String path, String feed, String kind) {
    /** Field with the base64 of the file. */
    static final String FILE = "fileHSBase64";

    private static final Pattern FACILITY = Pattern.compile("[0-9]{5}");
    private static final Pattern PROVINCE = Pattern.compile("[0-9]{2}");

    /** The fields of its form, checked; the facility that it is for. */
    String facility(FormFields form, String user) {
        String facility = form.field("maCSKCB");
        require(form.field("username").equals(user), "username");
        require(form.field("loaiHoSo").equals(kind), "loaiHoSo");
        require(PROVINCE.matcher(form.field("maTinh")).matches(), "maTinh");
        require(FACILITY.matcher(facility).matches(), "maCSKCB");
        require(form.hasFile(), FILE);
        return facility;
    }

    private static void require(boolean well, String parameter) {
        if (!well) {
            throw new Malformed("a field is missing or wrong", parameter);
        }
    }
}
