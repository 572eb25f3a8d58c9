package vn.lienthong.xmlsig;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.ExcC14NParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

/** A facility with a throw-away key that signs with the JDK's own XML signatures. */
public final class Signatory {
    /** Where the signature goes. */
    public static final String PLACE = "<CHUKYDONVI></CHUKYDONVI>";

    public static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    static final String ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

    private static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");

    private final KeyPair keys;
    private final X509Certificate certificate;

    private String method;
    private String digest = DigestMethod.SHA256;
    private String canonicalization = CanonicalizationMethod.INCLUSIVE;
    private String uri = "";
    private List<String> transforms = List.of(Transform.ENVELOPED);
    private List<String> prefixes = List.of();
    private int references = 1;
    private boolean naming = true;

    private Signatory(KeyPair keys, String method) throws Exception {
        this.keys = keys;
        this.method = method;
        boolean rsa = keys.getPrivate().getAlgorithm().equals("RSA");
        var name = new X500Name("CN=BENH VIEN MAU");
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(NOW.minusSeconds(86_400)),
                Date.from(NOW.plusSeconds(86_400)),
                name,
                keys.getPublic());
        var signer = new JcaContentSignerBuilder(rsa ? "SHA256withRSA" : "SHA256withECDSA").build(keys.getPrivate());
        certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    public static Signatory rsa(int bits) {
        return of("RSA", bits, RSA_SHA256);
    }

    public static Signatory ec() {
        return of("EC", 256, ECDSA_SHA256);
    }

    private static Signatory of(String algorithm, int bits, String method) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return new Signatory(generator.generateKeyPair(), method);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public RegisteredSigner registered() {
        return registered(null, null);
    }

    public RegisteredSigner registered(@Nullable Instant from, @Nullable Instant to) {
        try {
            return new RegisteredSigner(certificate.getEncoded(), from, to);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public Signatory canonicalization(String algorithm) {
        canonicalization = algorithm;
        return this;
    }

    public Signatory digest(String algorithm) {
        digest = algorithm;
        return this;
    }

    public Signatory method(String algorithm) {
        method = algorithm;
        return this;
    }

    public Signatory transforms(String... algorithms) {
        transforms = List.of(algorithms);
        return this;
    }

    public Signatory prefixes(String... of) {
        prefixes = List.of(of);
        return this;
    }

    public Signatory uri(String to) {
        uri = to;
        return this;
    }

    public Signatory references(int count) {
        references = count;
        return this;
    }

    public Signatory namingNobody() {
        naming = false;
        return this;
    }

    /** The same bytes with a signature put into the place for it. */
    public String sign(String document) {
        try {
            Document dom = parse(document);
            Node unit = dom.getElementsByTagName("CHUKYDONVI").item(0);
            DOMSignContext context = new DOMSignContext(keys.getPrivate(), unit);
            if (uri.startsWith("#")) {
                context.setIdAttributeNS(dom.getDocumentElement(), null, "Id");
            }
            FACTORY.newXMLSignature(signedInfo(), naming ? keyInfo() : null).sign(context);
            return document.replace(PLACE, "<CHUKYDONVI>" + text(unit.getFirstChild()) + "</CHUKYDONVI>");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private SignedInfo signedInfo() throws Exception {
        List<Transform> made = new ArrayList<>();
        for (String transform : transforms) {
            made.add(FACTORY.newTransform(transform, (TransformParameterSpec) parameters(transform)));
        }
        List<Reference> all = new ArrayList<>();
        for (int i = 0; i < references; i++) {
            all.add(FACTORY.newReference(uri, FACTORY.newDigestMethod(digest, null), made, null, null));
        }
        return FACTORY.newSignedInfo(
                FACTORY.newCanonicalizationMethod(canonicalization, parameters(canonicalization)),
                FACTORY.newSignatureMethod(method, null),
                all);
    }

    private @Nullable C14NMethodParameterSpec parameters(String algorithm) {
        return algorithm.equals(CanonicalizationMethod.EXCLUSIVE) && !prefixes.isEmpty()
                ? new ExcC14NParameterSpec(prefixes)
                : null;
    }

    private KeyInfo keyInfo() {
        KeyInfoFactory factory = FACTORY.getKeyInfoFactory();
        return factory.newKeyInfo(List.of(factory.newX509Data(List.of(certificate))));
    }

    private static Document parse(String document) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(document.getBytes(UTF_8)));
    }

    private static String text(Node node) throws Exception {
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        StringWriter text = new StringWriter();
        transformer.transform(new DOMSource(node), new StreamResult(text));
        return text.toString();
    }
}
