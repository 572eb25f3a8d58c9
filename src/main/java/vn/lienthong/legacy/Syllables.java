package vn.lienthong.legacy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells whether a word can be a Vietnamese syllable: an initial, a rhyme that goes with it, and at most one tone.
 *
 * <p>Source: the spelling of Vietnamese as grammars give it, and {@code k} as names of the highlands have it (Đắk
 * Lắk, Bắc Kạn). Wider than the dictionary (any initial with any rhyme that spelling allows), far narrower than
 * chance: words of other languages with letters in place of their accents fail it.
 */
final class Syllables {
    private static final int LETTERS_MAX = 8;
    private static final int NO_TONE = 0;
    private static final int ACUTE = 4;
    private static final int DOT = 5;
    /** A vowel without tone, then with grave, hook, tilde, acute and dot. */
    private static final List<String> VOWELS = List.of(
            "aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị", "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ",
            "ưừửữứự", "yỳỷỹýỵ");
    /** Longest first, so that the first that fits is the right one. */
    private static final String[] INITIALS =
            "ngh ch gh gi kh ng nh ph qu th tr b c d đ g h k l m n p r s t v x".split(" ");

    private static final Set<String> RHYMES = words(
            """
            a ac ach ai am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en
            eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o oa
            oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong
            ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uê uêch uênh ui um un
            ung uôc uôi uôm uôn uông uôt uơ up ut uc uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưng ưm ưn
            ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu
            """);
    /** Behind qu, whose u belongs to the rhyme. */
    private static final Set<String> QU_RHYMES = words(
            """
            a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât âu ây e en eo et ê ên êt i
            ich in it ơ ôc y ych yên yêt ynh yt
            """);

    private static final Set<String> Y_ALONE = Set.of("h", "k", "l", "m", "s", "t", "th", "v", "qu", "");
    private static final Map<Character, Character> BASES = new HashMap<>();
    private static final Map<Character, Integer> TONES = new HashMap<>();

    static {
        for (String vowel : VOWELS) {
            for (int tone = 0; tone < vowel.length(); tone++) {
                BASES.put(vowel.charAt(tone), vowel.charAt(0));
                TONES.put(vowel.charAt(tone), tone);
            }
        }
    }

    private Syllables() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    /** @param word composed Unicode, small letters */
    static boolean isSyllable(CharSequence word) {
        if (word.length() == 0 || word.length() > LETTERS_MAX) {
            return false;
        }
        char[] plain = new char[word.length()];
        int tone = NO_TONE;
        for (int i = 0; i < plain.length; i++) {
            char c = word.charAt(i);
            plain[i] = BASES.getOrDefault(c, c);
            int here = TONES.getOrDefault(c, NO_TONE);
            if (here != NO_TONE && tone != NO_TONE) {
                return false;
            }
            tone = Math.max(tone, here);
        }
        return fits(new String(plain), tone);
    }

    private static boolean fits(String plain, int tone) {
        char end = plain.charAt(plain.length() - 1);
        boolean stopped = "ckpt".indexOf(end) >= 0 || plain.endsWith("ch");
        if (stopped && tone != ACUTE && tone != DOT) {
            return false;
        }
        if (rhymes("", plain)) {
            return true;
        }
        return Arrays.stream(INITIALS).anyMatch(i -> plain.startsWith(i) && rhymes(i, plain.substring(i.length())));
    }

    private static boolean rhymes(String initial, String rhyme) {
        if (initial.equals("qu")) {
            return QU_RHYMES.contains(rhyme);
        }
        if (initial.equals("g") && rhyme.startsWith("i")) {
            return RHYMES.contains(rhyme);
        }
        if (!RHYMES.contains(rhyme)) {
            return false;
        }
        boolean front = "eêiy".indexOf(rhyme.charAt(0)) >= 0;
        return switch (initial) {
            case "c", "g", "ng" -> !front;
            case "gh", "ngh" -> front;
            default -> !rhyme.startsWith("y") || (rhyme.length() == 1 ? Y_ALONE.contains(initial) : initial.isEmpty());
        };
    }

    /** Small letters of Vietnamese, with every mark: for tests and for the table's own check. */
    static Set<Character> letters() {
        Set<Character> letters = new HashSet<>(BASES.keySet());
        letters.add('đ');
        return letters;
    }
}
