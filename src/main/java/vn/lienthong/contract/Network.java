package vn.lienthong.contract;

import io.netty.util.NetUtil;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A network of addresses, IPv4 or IPv6.
 *
 * @param bits how many leading bits of the address count
 */
@SuppressWarnings("ArrayRecordComponent")
public record Network(byte[] address, int bits) {
    private static final int BITS_A_BYTE = 8;
    private static final int BYTE_MASK = 0xff;

    /** Reads {@code 203.0.113.7}, {@code 203.0.113.0/24} or {@code 2001:db8::/32}; names are never looked up. */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        byte @Nullable [] address = bytes(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return Optional.empty();
        }
        int whole = address.length * BITS_A_BYTE;
        if (slash < 0) {
            return Optional.of(new Network(address, whole));
        }
        String bits = text.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > whole) {
            return Optional.empty();
        }
        return Optional.of(new Network(address, Integer.parseInt(bits)));
    }

    /** Whether the address is one of them; what is no address is none. */
    public boolean contains(@Nullable String text) {
        byte @Nullable [] other = text == null ? null : bytes(text);
        if (other == null || other.length != address.length) {
            return false;
        }
        for (int i = 0; i < address.length; i++) {
            int left = Math.max(0, Math.min(BITS_A_BYTE, bits - i * BITS_A_BYTE));
            int mask = (BYTE_MASK << (BITS_A_BYTE - left)) & BYTE_MASK;
            if ((address[i] & mask) != (other[i] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** An IPv4 address inside an IPv6 one is that IPv4 address. */
    private static byte @Nullable [] bytes(String text) {
        byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes != null && bytes.length == 16 && isMapped(bytes)) {
            return new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]};
        }
        return bytes;
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return (bytes[10] & BYTE_MASK) == BYTE_MASK && (bytes[11] & BYTE_MASK) == BYTE_MASK;
    }
}
