package vn.lienthong.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Columns of text with a header, numbers to the right. */
final class TextTable {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... header) {
        this.header = List.of(header);
    }

    void row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        rows.add(row);
    }

    void print(PrintStream out) {
        int[] width = new int[header.size()];
        for (int c = 0; c < width.length; c++) {
            width[c] = header.get(c).length();
            for (List<String> row : rows) {
                width[c] = Math.max(width[c], row.get(c).length());
            }
        }
        line(out, header, width);
        for (List<String> row : rows) {
            line(out, row, width);
        }
    }

    private static void line(PrintStream out, List<String> cells, int[] width) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < width.length; c++) {
            String cell = cells.get(c);
            String pad = " ".repeat(width[c] - cell.length());
            boolean number = !cell.isEmpty() && cell.chars().allMatch(x -> x <= '9');
            line.append(c == 0 ? "" : "  ").append(number ? pad + cell : cell + pad);
        }
        out.println(line.toString().stripTrailing());
    }
}
