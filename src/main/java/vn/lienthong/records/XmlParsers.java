package vn.lienthong.records;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;

/**
 * Parsers that fetch nothing and replace nothing, for one file, or for documents that belong together: they share the
 * names they have met.
 */
final class XmlParsers {
    private final InputFactoryImpl parsers = new InputFactoryImpl();

    XmlParsers() {
        parsers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        parsers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        parsers.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        parsers.setProperty(XMLInputFactory.IS_COALESCING, false);
        parsers.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
    }

    /** Opens UTF-8, without a mark. */
    XMLStreamReader2 open(InputStream in) throws XMLStreamException {
        return (XMLStreamReader2) parsers.createXMLStreamReader(in, "UTF-8");
    }

    /** The document says of itself that it is not UTF-8. */
    static boolean otherEncoding(XMLStreamReader2 in) {
        String declared = in.getCharacterEncodingScheme();
        return declared != null && !declared.equalsIgnoreCase("UTF-8");
    }
}
