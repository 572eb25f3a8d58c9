package vn.lienthong.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SyllablesTest {

    @Test
    void knowsTheSyllablesOfNamesAndPlaces() {
        // Given
        String names =
                """
                nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đoàn trịnh đinh lâm phùng
                mai tô hà tạ thị văn hữu đức thuỷ thủy tuyết quỳnh khuê nghĩa giang thuở huệ yến uyên xuân bích
                ngọc hưng tuấn khoẻ gìn giếng giường quốc quý quyết huyền thuận mỹ kỳ vỹ ý đắk lắk bắc kạn lạng
                sơn quảng trị huế thừa thiên hải phòng hậu bạc liêu phường xã đường ngõ số tỉnh thành phố ngoạn
                khuỷu xoài bưởi luật việt triệu đạt chuẩn loát ứng lượng rượu hươu bảo hiểm nghề nghiệp doanh
                nghiệp nước ngoài
                """;
        // When
        List<String> unknown = Stream.of(names.strip().split("\\s+"))
                .filter(w -> !Syllables.isSyllable(w))
                .toList();
        // Then
        assertEquals(List.of(), unknown);
    }

    @Test
    void knowsThatOthersAreNone() {
        // Given
        String others =
                """
                café rené hélène müller grün böhm françois señor muñoz joão åse bär êt tắḿ băt bêt cê kữp ngê
                gê nộm̀ đ ộlé rỹn qầu nguyóên nguyôn văêm trçn
                """;
        // When
        List<String> taken = Stream.of(others.strip().split("\\s+"))
                .filter(Syllables::isSyllable)
                .toList();
        // Then
        assertEquals(List.of(), taken);
    }
}
