package vn.lienthong.xmlsig;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;

/** The parser as the readers of records use it. */
final class Parsers {
    private static final InputFactoryImpl PARSERS = parsers();

    private Parsers() {}

    private static InputFactoryImpl parsers() {
        InputFactoryImpl parsers = new InputFactoryImpl();
        parsers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        parsers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        parsers.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        parsers.setProperty(XMLInputFactory.IS_COALESCING, false);
        parsers.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        return parsers;
    }

    static XMLStreamReader open(InputStream in) throws XMLStreamException {
        return PARSERS.createXMLStreamReader(in, "UTF-8");
    }

    static void each(byte[] xml, Consumer<XMLStreamReader> event) {
        try {
            XMLStreamReader in = open(new ByteArrayInputStream(xml));
            while (in.hasNext()) {
                in.next();
                event.accept(in);
            }
        } catch (XMLStreamException e) {
            throw new AssertionError(e);
        }
    }
}
