package vn.lienthong.validate;

import vn.lienthong.delivery.Severity;
import vn.lienthong.delivery.Violation;

/** The rules that need no expression, with what the sender is told. */
public enum NativeRule {
    RULE_REQUIRED("Thiếu giá trị bắt buộc.", "A required value is missing."),
    RULE_TYPE("Giá trị không đúng kiểu dữ liệu hoặc định dạng.", "The value does not have the form of its type."),
    RULE_LENGTH("Độ dài giá trị không hợp lệ.", "The value is too short or too long."),
    RULE_PATTERN("Giá trị không đúng mẫu.", "The value does not match its pattern."),
    RULE_RANGE("Giá trị ngoài khoảng cho phép.", "The value is outside its range."),
    RULE_CODE("Mã không có trong danh mục.", "The code is not in its list."),
    RULE_CHECK_DIGIT("Sai chữ số kiểm tra.", "The check digit is wrong."),
    RULE_LEADING_ZERO("Mất số 0 ở đầu.", "A leading zero is lost."),
    RULE_RAGGED(
            "Dòng không đúng cấu trúc: thừa hoặc thiếu cột, sai dấu ngoặc kép; với XML, JSON: giá trị"
                    + " lặp lại hoặc lồng sai.",
            "The row has too many or too few columns, or a quote out of place; in XML and JSON: a value"
                    + " twice or nested."),
    RULE_CHARACTER(
            "Có ký tự không hợp lệ: ký tự điều khiển, hoặc chữ không phải Unicode dựng sẵn.",
            "There is a control character, or text that is not composed Unicode."),
    /** Text of an older form, or decomposed, was converted as the contract allows. */
    RULE_TEXT_CONVERTED(
            "Văn bản theo bảng mã cũ hoặc Unicode tổ hợp đã được chuyển sang Unicode dựng sẵn.",
            "Text of an older encoding, or decomposed, was converted to composed Unicode."),
    /** XML and JSON: the row has an element or member that the contract does not know. */
    RULE_UNKNOWN_ELEMENT(
            "Có phần tử không có trong hợp đồng dữ liệu; phần tử này không được đọc.",
            "There is an element that the contract does not know; it was not read."),
    RECORD_OUT_OF_SCOPE(
            "Bản ghi ngoài phạm vi được phép gửi của đơn vị.", "The record is outside what this partner may send."),
    RECORD_DUPLICATE(
            "Trùng khoá với một bản ghi trước đó trong cùng tệp.",
            "An earlier record of the same file has the same key."),
    RECORD_STALE(
            "Đã có thông tin mới hơn; bản ghi này không thay đổi gì.",
            "A newer statement holds; this record changed nothing."),
    RECORD_TAKEN_OVER(
            "Bản ghi trước đó do một đơn vị khác gửi; nay thay bằng bản ghi này.",
            "The record that stood here came from another partner; this one replaces it."),
    /** A record from whose group nothing was removed, because its own key or group has an error. */
    RULE_GROUP_KEPT(
            "Không đọc được khoá của bản ghi, nên không xoá bản ghi nào của nhóm này.",
            "The record's key cannot be read, so nothing was removed from its group.");

    private final String messageVi;
    private final String messageEn;

    NativeRule(String messageVi, String messageEn) {
        this.messageVi = messageVi;
        this.messageEn = messageEn;
    }

    /** What breaking it does, where the contract does not say otherwise. */
    public Severity severity() {
        return switch (this) {
            case RECORD_DUPLICATE, RECORD_STALE, RECORD_TAKEN_OVER -> Severity.WARNING;
            case RULE_UNKNOWN_ELEMENT, RULE_TEXT_CONVERTED, RULE_GROUP_KEPT -> Severity.NOTICE;
            default -> Severity.ERROR;
        };
    }

    /** The finding that a record as a whole has met this. */
    public Violation at(long record, long line) {
        return Finding.of(this, null).at(record, line);
    }

    public String messageVi() {
        return messageVi;
    }

    public String messageEn() {
        return messageEn;
    }
}
