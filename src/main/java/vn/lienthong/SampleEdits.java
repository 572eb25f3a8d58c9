package vn.lienthong;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import vn.lienthong.contract.RuleCases.Action;
import vn.lienthong.contract.RuleCases.Edit;

/**
 * Changes a little of an XML sample. In a claim file a place is a table of one visit ({@code XML7}), a row of it
 * ({@code XML3[2]}) or a field ({@code XML2[1].T_BHTT}), whether the table stands as base64 or as XML; in any file it
 * may be an element from the root ({@code /A/B/C}). For samples of the installation, which are small: whole files in
 * memory.
 */
final class SampleEdits {
    private static final Pattern PLACE =
            Pattern.compile("(?<table>XML\\d{1,2})(?:\\[(?<row>\\d{1,5})])?(?:\\.(?<field>[A-Z][A-Z0-9_]*))?");

    private SampleEdits() {}

    /**
     * The file with all edits, done one after the other.
     *
     * @param record the visit of a claim file that is edited, from 1
     * @throws IllegalArgumentException when a place is not there; the message names it
     */
    static byte[] of(byte[] file, int record, List<Edit> edits) {
        Document document = parse(file);
        for (Edit edit : edits) {
            if (edit.at().startsWith("/")) {
                apply(edit, fromRoot(document, edit.at()));
            } else {
                inClaim(document, record, edit);
            }
        }
        return write(document, true);
    }

    // ---- claims

    private static void inClaim(Document document, int record, Edit edit) {
        Matcher place = PLACE.matcher(edit.at());
        if (!place.matches()) {
            throw new IllegalArgumentException("'" + edit.at() + "' is no place: XML2, XML2[1], XML2[1].FIELD or /A/B");
        }
        Element part = part(visit(document, record), place.group("table"), edit.at());
        if (place.group("row") == null && place.group("field") == null) {
            apply(edit, part);
            return;
        }
        Element holder = child(part, "NOIDUNGFILE", edit.at());
        Element nested = firstElement(holder);
        if (nested != null) {
            inTable(nested, place, edit);
            return;
        }
        Document decoded = parse(Base64.getMimeDecoder().decode(holder.getTextContent()));
        inTable(decoded.getDocumentElement(), place, edit);
        holder.setTextContent(Base64.getEncoder().encodeToString(write(decoded, false)));
    }

    private static Element visit(Document document, int record) {
        var visits = document.getElementsByTagName("HOSO");
        if (record > visits.getLength()) {
            throw new IllegalArgumentException("the base has no record " + record);
        }
        return (Element) visits.item(record - 1);
    }

    private static Element part(Element visit, String table, String at) {
        var parts = visit.getElementsByTagName("FILEHOSO");
        for (int i = 0; i < parts.getLength(); i++) {
            Element part = (Element) parts.item(i);
            if (child(part, "LOAIHOSO", at).getTextContent().strip().equals(table)) {
                return part;
            }
        }
        throw missing(at);
    }

    private static void inTable(Element root, Matcher place, Edit edit) {
        List<Element> rows = rows(root);
        int number = place.group("row") == null ? 1 : Integer.parseInt(place.group("row"));
        if (number < 1 || number > rows.size()) {
            throw missing(edit.at());
        }
        Element row = rows.get(number - 1);
        String name = place.group("field");
        if (name == null) {
            apply(edit, row);
            return;
        }
        Element field = null;
        for (Element element : elements(row)) {
            field = element.getTagName().equals(name) ? element : field;
        }
        if (field == null && edit.action() == Action.SET) {
            field = row.getOwnerDocument().createElement(name);
            row.appendChild(field);
        }
        if (field == null) {
            throw missing(edit.at());
        }
        apply(edit, field);
    }

    /** Rows stand in a list below the root; a table of one row is its root. */
    private static List<Element> rows(Element root) {
        Element list = firstElement(root);
        Element row = list == null ? null : firstElement(list);
        return row == null || list == null ? List.of(root) : elements(list);
    }

    // ---- DOM

    private static Element fromRoot(Document document, String at) {
        String[] names = at.substring(1).split("/", -1);
        Element element = document.getDocumentElement();
        if (!element.getTagName().equals(names[0])) {
            throw missing(at);
        }
        for (int i = 1; i < names.length; i++) {
            element = child(element, names[i], at);
        }
        return element;
    }

    private static void apply(Edit edit, Element element) {
        Node parent = element.getParentNode();
        switch (edit.action()) {
            case SET -> element.setTextContent(edit.value());
            case REMOVE -> parent.removeChild(element);
            case COPY -> parent.insertBefore(element.cloneNode(true), element.getNextSibling());
        }
    }

    private static List<Element> elements(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static @Nullable Element firstElement(Element parent) {
        List<Element> elements = elements(parent);
        return elements.isEmpty() ? null : elements.get(0);
    }

    private static Element child(Element parent, String name, String at) {
        for (Element element : elements(parent)) {
            if (element.getTagName().equals(name)) {
                return element;
            }
        }
        throw missing(at);
    }

    private static IllegalArgumentException missing(String at) {
        return new IllegalArgumentException("there is no '" + at + "' in the base");
    }

    private static Document parse(byte[] xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalArgumentException("the base is no XML that can be edited", e);
        }
    }

    private static byte[] write(Document document, boolean declaration) {
        try {
            TransformerFactory factory = TransformerFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, declaration ? "no" : "yes");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            transformer.transform(new DOMSource(document), new StreamResult(out));
            return out.toByteArray();
        } catch (TransformerException e) {
            throw new IllegalArgumentException("the edited sample cannot be written", e);
        }
    }
}
