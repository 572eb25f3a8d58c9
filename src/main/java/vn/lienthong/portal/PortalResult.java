package vn.lienthong.portal;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** The portal's flat answers (DOMAIN 1.13). The result stands in the body; HTTP says 200 to the portal's calls, as the portal does. */
enum PortalResult {
    RECEIVED("200", ""),
    MALFORMED("205", "Sai tham số"),
    NOT_A_FORM("205", "Sai tham số: chỉ nhận biểu mẫu application/x-www-form-urlencoded hoặc multipart/form-data"),
    NO_SUCH_CALL("205", "Sai tham số: địa chỉ hoặc phương thức không đúng"),
    NOT_AUTHENTICATED("401", "Chưa xác thực hoặc phiên làm việc đã hết hạn"),
    NOT_ALLOWED("403", "Không có quyền gửi dữ liệu này"),
    FAULT("500", "Lỗi hệ thống, vui lòng gửi lại sau");

    /** Times of the portal are times in Viet Nam. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneId.of("Asia/Ho_Chi_Minh"));

    private final String code;
    private final String text;

    PortalResult(String code, String text) {
        this.code = code;
        this.text = text;
    }

    String code() {
        return code;
    }

    /** What was not taken. */
    JsonObject refusal() {
        return refusal(code, text);
    }

    /** A form that was not taken; the answer names the parameter, where it is one that is wrong. */
    static JsonObject refusal(Malformed form) {
        String parameter = form.parameter();
        return refusal(MALFORMED.code, parameter.isEmpty() ? MALFORMED.text : MALFORMED.text + ": " + parameter);
    }

    private static JsonObject refusal(String code, String text) {
        return new JsonObject()
                .put("maKetQua", code)
                .putNull("maGiaoDich")
                .putNull("thoiGianTiepNhan")
                .put("thongDiep", text);
    }

    /** A delivery was taken into custody. */
    static JsonObject received(UUID delivery, Instant at) {
        return new JsonObject()
                .put("maKetQua", RECEIVED.code)
                .put("maGiaoDich", delivery.toString())
                .put("thoiGianTiepNhan", TIME.format(at))
                .put("thongDiep", "");
    }

    /** A token was handed out. */
    static JsonObject token(String user, Tokens.Token token) {
        return new JsonObject()
                .put("maKetQua", RECEIVED.code)
                .put(
                        "APIKey",
                        new JsonObject()
                                .put("access_token", token.access())
                                .put("id_token", token.id())
                                .put("token_type", "Bearer")
                                .put("username", user)
                                .put("expires_in", token.expires().toString()));
    }
}
