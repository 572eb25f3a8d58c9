package vn.lienthong.delivery;

/** Why a delivery was not taken, each with the hint that lets the sender repair it. */
public enum RefusalCode {
    ENVELOPE_UNREADABLE(
            "Không mở được phong bì: hãy niêm phong lại tệp gốc bằng chứng thư hiện hành của cổng và gửi lại.",
            "The envelope cannot be opened: seal the original file again for the gateway's current certificate and resend."),
    ENVELOPE_FORBIDDEN(
            "Thuật toán hoặc cấu trúc phong bì không được phép. Hãy dùng: openssl cms -sign -nodetach -binary -outform DER -md sha256"
                    + " -signer S.crt -inkey S.key | openssl cms -encrypt -stream -binary -aes-256-gcm -outform DER -recip gw.crt"
                    + " -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 (khoá EC: -keyopt ecdh_kdf_md:sha256)",
            "The envelope's algorithms or structure are not allowed. Use: openssl cms -sign -nodetach -binary -outform DER -md sha256"
                    + " -signer S.crt -inkey S.key | openssl cms -encrypt -stream -binary -aes-256-gcm -outform DER -recip gw.crt"
                    + " -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 (EC key: -keyopt ecdh_kdf_md:sha256)"),
    SIGNATURE_MISSING(
            "Không có chữ ký bên trong phong bì, hoặc trong CHUKYDONVI nơi hợp đồng yêu cầu: hãy ký tệp trước khi niêm phong.",
            "There is no signature inside the envelope, or none in CHUKYDONVI where the contract asks for one:"
                    + " sign the file before you seal it."),
    SIGNATURE_INVALID(
            "Chữ ký không khớp nội dung, hoặc thuật toán quá yếu: hãy ký lại tệp gốc, với SHA-256 trở lên và khoá RSA từ 2048 bit hoặc ECDSA.",
            "The signature does not match the content, or is too weak: sign the original again, with SHA-256 or better and an"
                    + " RSA key of 2048 bits or more or an ECDSA key."),
    SIGNER_MISMATCH(
            "Người ký không được đăng ký cho đơn vị và luồng dữ liệu này.",
            "The signer is not registered for this partner and feed: use the registered key, or register this one."),
    SIGNER_EXPIRED(
            "Chứng thư của người ký đã hết hạn hoặc chưa có hiệu lực.",
            "The signer's certificate or registration is not valid on this day: sign with a current one."),
    SIGNER_REVOKED(
            "Chứng thư của người ký đã bị thu hồi.",
            "The signer's certificate has been revoked: sign with another one."),
    REVOCATION_UNKNOWN(
            "Chưa xác định được tình trạng thu hồi của chứng thư; gói được giữ lại.",
            "The signer's revocation state cannot be told now; the delivery is held."),
    XML_UNSAFE(
            "XML chứa DTD, thực thể, hoặc quá sâu, quá lớn: hãy xuất XML thuần.",
            "The XML has a DTD or an entity, or is too deep or too large: export plain XML."),
    XML_SIGNATURE_SCOPE(
            "Chữ ký XML không phủ đúng toàn bộ tài liệu: cần một chữ ký duy nhất trong CHUKYDONVI, một Reference URI=\"\" với"
                    + " biến đổi enveloped-signature và C14N 1.0 (inclusive hoặc exclusive), không gì khác.",
            "The XML signature does not cover exactly the whole document: one signature, in CHUKYDONVI, with one Reference"
                    + " URI=\"\", the enveloped-signature transform and inclusive or exclusive C14N 1.0, nothing else."),
    JSON_INVALID("JSON không hợp lệ.", "The JSON is not well formed."),
    ENCODING_INVALID(
            "Tệp không phải UTF-8 hợp lệ: hãy lưu tệp với mã UTF-8.", "The file is not valid UTF-8: save it as UTF-8."),
    SHAPE_INVALID(
            "Cấu trúc tệp không đúng hợp đồng dữ liệu: kiểm tra tên và thứ tự cột, phần tử gốc, mã UTF-8.",
            "The file does not have the contract's shape: check the names and order of columns, the root element, and UTF-8."),
    CONTROL_TOTAL_MISMATCH(
            "Số tổng kiểm soát không khớp nội dung tệp.", "The control totals do not match the file's content."),
    FILE_INCOMPLETE("Tệp chưa được gửi trọn vẹn.", "The file did not arrive whole."),
    TOO_MANY_REJECTED(
            "Tỷ lệ bản ghi bị loại vượt ngưỡng của hợp đồng; không bản ghi nào được lưu.",
            "More records were rejected than the contract allows; none was stored.");

    private final String hintVi;
    private final String hintEn;

    RefusalCode(String hintVi, String hintEn) {
        this.hintVi = hintVi;
        this.hintEn = hintEn;
    }

    public String hintVi() {
        return hintVi;
    }

    public String hintEn() {
        return hintEn;
    }
}
