package vn.lienthong.records;

import javax.xml.stream.XMLStreamReader;

/** Sees every event of an XML document as its reader sees it, in order. Must not move the reader. */
@FunctionalInterface
public interface XmlTap {
    /** Looks at nothing. */
    XmlTap NONE = in -> {};

    void event(XMLStreamReader in);
}
