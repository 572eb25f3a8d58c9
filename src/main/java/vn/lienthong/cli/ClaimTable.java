package vn.lienthong.cli;

import java.util.List;

/** The tables of a claim file that {@link SyntheticClaims} writes, with their elements (layout of Decision 3176). */
enum ClaimTable {
    XML1(
            "TONG_HOP",
            "",
            "",
            "MA_LK STT MA_BN HO_TEN SO_CCCD NGAY_SINH GIOI_TINH NHOM_MAU MA_QUOCTICH MA_DANTOC "
                    + "MA_NGHE_NGHIEP DIA_CHI MATINH_CU_TRU MAHUYEN_CU_TRU MAXA_CU_TRU DIEN_THOAI MA_THE_BHYT MA_DKBD "
                    + "GT_THE_TU GT_THE_DEN NGAY_MIEN_CCT LY_DO_VV LY_DO_VNT MA_LY_DO_VNT CHAN_DOAN_VAO CHAN_DOAN_RV "
                    + "MA_BENH_CHINH MA_BENH_KT MA_BENH_YHCT MA_PTTT_QT MA_DOITUONG_KCB MA_NOI_DI MA_NOI_DEN "
                    + "MA_TAI_NAN NGAY_VAO NGAY_VAO_NOI_TRU NGAY_RA GIAY_CHUYEN_TUYEN SO_NGAY_DTRI PP_DIEU_TRI "
                    + "KET_QUA_DTRI MA_LOAI_RV GHI_CHU NGAY_TTOAN T_THUOC T_VTYT T_TONGCHI_BV T_TONGCHI_BH T_BNTT "
                    + "T_BNCCT T_BHTT T_NGUONKHAC T_BHTT_GDV NAM_QT THANG_QT MA_LOAI_KCB MA_KHOA MA_CSKCB MA_KHUVUC "
                    + "CAN_NANG CAN_NANG_CON NAM_NAM_LIEN_TUC NGAY_TAI_KHAM MA_HSBA MA_TTDV DU_PHONG"),
    XML2(
            "CHITIEU_CHITIET_THUOC",
            "DSACH_CHI_TIET_THUOC",
            "CHI_TIET_THUOC",
            "MA_LK STT MA_THUOC MA_PP_CHEBIEN MA_CSKCB_THUOC MA_NHOM TEN_THUOC DON_VI_TINH HAM_LUONG "
                    + "DUONG_DUNG DANG_BAO_CHE LIEU_DUNG CACH_DUNG SO_DANG_KY TT_THAU PHAM_VI TYLE_TT_BH SO_LUONG "
                    + "DON_GIA THANH_TIEN_BV THANH_TIEN_BH T_NGUONKHAC_NSNN T_NGUONKHAC_VTNN T_NGUONKHAC_VTTN "
                    + "T_NGUONKHAC_CL T_NGUONKHAC MUC_HUONG T_BNTT T_BNCCT T_BHTT MA_KHOA MA_BAC_SI MA_DICH_VU NGAY_YL "
                    + "NGAY_TH_YL MA_PTTT NGUON_CTRA VET_THUONG_TP DU_PHONG"),
    XML3(
            "CHITIEU_CHITIET_DVKT_VTYT",
            "DSACH_CHI_TIET_DVKT",
            "CHI_TIET_DVKT",
            "MA_LK STT MA_DICH_VU MA_PTTT_QT MA_VAT_TU MA_NHOM GOI_VTYT TEN_VAT_TU TEN_DICH_VU MA_XANG_DAU "
                    + "DON_VI_TINH PHAM_VI SO_LUONG DON_GIA_BV DON_GIA_BH TT_THAU TYLE_TT_DV TYLE_TT_BH THANH_TIEN_BV "
                    + "THANH_TIEN_BH T_TRANTT MUC_HUONG T_NGUONKHAC_NSNN T_NGUONKHAC_VTNN T_NGUONKHAC_VTTN "
                    + "T_NGUONKHAC_CL T_NGUONKHAC T_BNTT T_BNCCT T_BHTT MA_KHOA MA_GIUONG MA_BAC_SI NGUOI_THUC_HIEN "
                    + "MA_BENH MA_BENH_YHCT NGAY_YL NGAY_TH_YL NGAY_KQ MA_PTTT VET_THUONG_TP PP_VO_CAM VI_TRI_TH_DVKT "
                    + "MA_MAY MA_HIEU_SP TAI_SU_DUNG DU_PHONG"),
    XML4(
            "CHITIEU_CHITIET_DICHVUCANLAMSANG",
            "DSACH_CHI_TIET_CLS",
            "CHI_TIET_CLS",
            "MA_LK STT MA_DICH_VU MA_CHI_SO TEN_CHI_SO GIA_TRI DON_VI_DO MO_TA KET_LUAN NGAY_KQ MA_BS_DOC_KQ "
                    + "DU_PHONG"),
    XML5(
            "CHITIEU_CHITIET_DIENBIENLAMSANG",
            "DSACH_CHI_TIET_DIEN_BIEN_BENH",
            "CHI_TIET_DIEN_BIEN_BENH",
            "MA_LK STT DIEN_BIEN_LS GIAI_DOAN_BENH HOI_CHAN PHAU_THUAT THOI_DIEM_DBLS NGUOI_THUC_HIEN " + "DU_PHONG"),
    XML7(
            "CHI_TIEU_DU_LIEU_GIAY_RA_VIEN",
            "",
            "",
            "MA_LK SO_LUU_TRU MA_YTE MA_KHOA_RV NGAY_VAO NGAY_RA MA_DINH_CHI_THAI NGUYENNHAN_DINHCHI "
                    + "THOIGIAN_DINHCHI TUOI_THAI CHAN_DOAN_RV PP_DIEUTRI GHI_CHU MA_TTDV MA_BS TEN_BS NGAY_CT MA_CHA "
                    + "MA_ME MA_THE_TAM HO_TEN_CHA HO_TEN_ME SO_NGAY_NGHI NGOAITRU_TUNGAY NGOAITRU_DENNGAY DU_PHONG"),
    XML8(
            "CHI_TIEU_DU_LIEU_TOM_TAT_HO_SO_BENH_AN",
            "",
            "",
            "MA_LK MA_LOAI_KCB HO_TEN_CHA HO_TEN_ME NGUOI_GIAM_HO DON_VI NGAY_VAO NGAY_RA CHAN_DOAN_VAO "
                    + "CHAN_DOAN_RV QT_BENHLY TOMTAT_KQ PP_DIEUTRI NGAY_SINHCON NGAY_CONCHET SO_CONCHET KET_QUA_DTRI "
                    + "GHI_CHU MA_TTDV NGAY_CT MA_THE_TAM DU_PHONG"),
    XML13(
            "CHI_TIEU_GIAYCHUYENTUYEN",
            "",
            "",
            "MA_LK SO_HOSO SO_CHUYENTUYEN GIAY_CHUYEN_TUYEN MA_CSKCB MA_CSKCB_DI MA_CSKCB_DEN HO_TEN "
                    + "NGAY_SINH GIOI_TINH MA_QUOCTICH MA_DANTOC MA_NGHE_NGHIEP DIA_CHI MA_THE_BHYT GT_THE_DEN "
                    + "NGAY_VAO NGAY_VAO_NOI_TRU NGAY_RA DAU_HIEU_LS CHAN_DOAN_RV QT_BENHLY TOMTAT_KQ PP_DIEUTRI "
                    + "MA_BENH_CHINH MA_BENH_KT MA_BENH_YHCT TINH_TRANG_CT MA_LOAI_RV MA_LYDO_CT HUONG_DIEU_TRI "
                    + "PHUONGTIEN_VC HOTEN_NGUOI_HT CHUCDANH_NGUOI_HT MA_BAC_SI MA_TTDV DU_PHONG"),
    XML14(
            "CHI_TIEU_GIAYHEN_KHAMLAI",
            "",
            "",
            "MA_LK SO_GIAYHEN_KL MA_CSKCB HO_TEN NGAY_SINH GIOI_TINH DIA_CHI MA_THE_BHYT GT_THE_DEN NGAY_VAO "
                    + "NGAY_VAO_NOI_TRU NGAY_RA NGAY_HEN_KL CHAN_DOAN_RV MA_BENH_CHINH MA_BENH_KT MA_BENH_YHCT "
                    + "MA_DOITUONG_KCB MA_BAC_SI MA_TTDV NGAY_CT DU_PHONG");

    private final String root;
    private final String list;
    private final String row;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> fields;

    ClaimTable(String root, String list, String row, String fields) {
        this.root = root;
        this.list = list;
        this.row = row;
        this.fields = List.of(fields.split(" "));
    }

    /** Elements around the rows, outermost first. */
    List<String> around() {
        return list.isEmpty() ? List.of() : List.of(root, list);
    }

    /** The element of one row. */
    String row() {
        return list.isEmpty() ? root : row;
    }

    /** Its elements, in their order. */
    List<String> fields() {
        return fields;
    }
}
