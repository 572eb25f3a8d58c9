package vn.lienthong.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import vn.lienthong.contract.Home;
import vn.lienthong.envelope.CmsSealer;
import vn.lienthong.envelope.DevPki;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.envelope.Sealer;

/** Seals as a partner of the development keys does. */
final class DevSealer {
    private DevSealer() {}

    /** Makes the development keys that are missing in a home. */
    @CanIgnoreReturnValue
    static List<DevPki.Entry> pki(Home home) throws IOException {
        return DevPki.make(home.certs());
    }

    /** @param recipient {@code envelope-rsa} or {@code envelope-ec} */
    static Sealer of(Home home, String partner, String recipient) throws IOException {
        Path dev = home.certs().resolve("dev");
        Path own = dev.resolve("partners").resolve(partner);
        return new CmsSealer(
                List.of(KeyFiles.certificate(dev.resolve("gateway").resolve(recipient + ".crt"))),
                KeyFiles.privateKey(own.resolve("signer.key")),
                KeyFiles.certificate(own.resolve("signer.crt")));
    }
}
