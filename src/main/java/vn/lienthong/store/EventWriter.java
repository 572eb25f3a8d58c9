package vn.lienthong.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.data.Numeric;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;

/**
 * Rows of a page as CloudEvents in UTF-8, without an object a field. A field that the sender left out is JSON
 * {@code null}; one that the reader may not see is not there at all; a deleted record has no {@code data}.
 */
final class EventWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    private final Contract contract;
    private final PageReader.Head head;
    private final List<Field> fields;
    private final SerializableString[] names;
    private final SerializableString[] children;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 12);

    /**
     * @param fields of table 0 that the reader sees
     * @param children names of the arrays it sees
     */
    EventWriter(Contract contract, PageReader.Head head, List<Field> fields, List<String> children) {
        this.contract = contract;
        this.head = head;
        this.fields = fields;
        this.names = fields.stream().map(f -> new SerializedString(f.name())).toArray(SerializableString[]::new);
        this.children = children.stream().map(SerializedString::new).toArray(SerializableString[]::new);
    }

    /** Writes the rows of {@link PageQuery} in their order. */
    List<Buffer> events(Iterable<Row> rows) {
        List<Buffer> events = new ArrayList<>();
        try {
            for (Row row : rows) {
                out.reset();
                try (JsonGenerator g = JSON.createGenerator(out)) {
                    event(g, row);
                }
                events.add(Buffer.buffer(out.toByteArray()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail to be written", e);
        }
        return events;
    }

    private void event(JsonGenerator g, Row row) throws IOException {
        boolean deleted = row.getBoolean(PageQuery.DELETED);
        OffsetDateTime time = row.getOffsetDateTime(PageQuery.COMMITTED_AT);
        g.writeStartObject();
        g.writeStringField("specversion", "1.0");
        g.writeStringField("id", PageQuery.cursor(head, row).toString());
        g.writeStringField("source", "/v1/feeds/" + contract.feed());
        g.writeStringField("type", contract.eventType());
        g.writeStringField("subject", row.getUUID(PageQuery.RECORD_ID).toString());
        g.writeStringField(
                "time", time.toInstant().truncatedTo(ChronoUnit.MILLIS).toString());
        g.writeStringField("datacontenttype", "application/json");
        g.writeStringField("method", deleted ? "DELETE" : "PUT");
        g.writeStringField("delivery", row.getUUID(PageQuery.DELIVERY).toString());
        if (!deleted) {
            g.writeFieldName("data");
            g.writeStartObject();
            for (int i = 0; i < names.length; i++) {
                g.writeFieldName(names[i]);
                value(g, fields.get(i), row.getValue(PageQuery.FIELDS + i));
            }
            for (int i = 0; i < children.length; i++) {
                g.writeFieldName(children[i]);
                g.writeRawValue(row.getString(PageQuery.FIELDS + names.length + i));
            }
            g.writeEndObject();
        }
        g.writeEndObject();
    }

    private static void value(JsonGenerator g, Field field, @Nullable Object value) throws IOException {
        if (value == null) {
            g.writeNull();
        } else if (value instanceof Long number) {
            g.writeNumber(number);
        } else if (value instanceof String text) {
            g.writeString(text);
        } else if (value instanceof LocalDate day) {
            g.writeString(day.toString());
        } else if (value instanceof LocalDateTime minute) {
            g.writeString(TO_THE_SECOND.format(minute));
        } else if (field.type() == FieldType.DECIMAL && value instanceof Numeric decimal) {
            g.writeNumber(decimal.bigDecimalValue().toPlainString());
        } else {
            throw new IllegalStateException(field.name() + " has a column of another type than its contract says");
        }
    }
}
