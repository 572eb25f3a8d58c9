package vn.lienthong.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One YAML 1.2 file of the installation: UTF-8, one document, a map at its root, no anchors, aliases or tags, at most
 * {@link #BYTES_MAX} bytes, {@link #DEPTH_MAX} levels and {@link #NODES_MAX} values. What is wrong goes to
 * {@link Findings}; nothing is ever replaced by the environment.
 */
public final class YamlFile {
    /** 1 MiB: far above any file that a person edits. */
    public static final int BYTES_MAX = 1 << 20;

    public static final int DEPTH_MAX = 20;
    public static final int NODES_MAX = 100_000;

    private final String text;
    private final YamlMap root;
    private final boolean readable;

    private YamlFile(String text, YamlMap root, boolean readable) {
        this.text = text;
        this.root = root;
        this.readable = readable;
    }

    /** @param label how findings name the file, for example {@code gateway/gateway.yaml} */
    public static YamlFile read(Path file, String label, Findings findings) {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in.readNBytes(BYTES_MAX + 1), label, findings);
        } catch (NoSuchFileException e) {
            findings.accept(Finding.error(label, 1, "there is no such file", null));
        } catch (IOException e) {
            findings.accept(
                    Finding.error(label, 1, "cannot be read (" + e.getClass().getSimpleName() + ")", null));
        }
        return unreadable(label, findings);
    }

    /** The same for bytes that are already here. */
    public static YamlFile parse(byte[] bytes, String label, Findings findings) {
        if (bytes.length > BYTES_MAX) {
            findings.accept(Finding.error(label, 1, "larger than " + BYTES_MAX + " bytes", null));
            return unreadable(label, findings);
        }
        String text = Utf8Text.decode(bytes, label, findings);
        YamlNode node = text == null ? null : tree(text, label, findings);
        if (text == null || node == null) {
            return unreadable(label, findings);
        }
        if (!(node instanceof YamlNode.Mapping mapping)) {
            String message = "the file must be a map of keys and values, not " + node.what();
            findings.accept(Finding.error(label, node.line(), message, null));
            return unreadable(label, findings);
        }
        return new YamlFile(text, new YamlMap(label, findings, mapping), true);
    }

    /** The keys and values; empty when the file was not {@link #readable()}. */
    public YamlMap root() {
        return root;
    }

    /** False when there is nothing to look into: the finding is already made. */
    public boolean readable() {
        return readable;
    }

    /** The file as read, without a byte-order mark. */
    public String text() {
        return text;
    }

    private static YamlFile unreadable(String label, Findings findings) {
        return new YamlFile("", new YamlMap(label, findings, new YamlNode.Mapping(1, Map.of())), false);
    }

    private static @Nullable YamlNode tree(String text, String label, Findings findings) {
        try {
            return YamlTree.of(text, label, findings);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            String problem = e.getProblem() == null ? "not YAML" : e.getProblem();
            String hint = problem.contains("TAB") ? "indent with blanks, never with tabs" : null;
            findings.accept(Finding.error(label, line, "not YAML: " + oneLine(problem), hint));
        } catch (ReaderException e) {
            int end = Math.min(text.length(), text.offsetByCodePoints(0, Math.min(e.getPosition(), text.length())));
            int line = 1
                    + (int) text.substring(0, end)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            String message = String.format("character U+%04X is not allowed", e.getCodePoint());
            findings.accept(Finding.error(label, line, message, "remove it"));
        } catch (YamlEngineException e) {
            findings.accept(Finding.error(label, 1, "not YAML: " + oneLine(String.valueOf(e.getMessage())), null));
        }
        return null;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
