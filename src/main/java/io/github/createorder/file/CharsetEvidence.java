package io.github.createorder.file;

import io.github.createorder.file.FileFault.Code;
import java.lang.Character.UnicodeScript;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Which charset the bytes of a file speak for, whatever its format says. A text in another charset may be valid in the one
 * of the format all the same, and would be sent garbled: half of the words in UTF-8 can be read as GBK. It is told when all
 * that is not ASCII is valid in the other charset and improbable in the format's own:
 *
 * <ul>
 *   <li>UTF-8 under GBK: every text is valid UTF-8 with Chinese characters, and as GBK it cannot be read, or has a character
 *       outside of GB2312, or there are so many that chance is out of the question. Real text in GBK hardly ever is valid
 *       UTF-8 of that kind, and then consists of characters of GB2312.
 *   <li>Big5 under GBK: every text is valid Big5 of its frequent characters, and read as GBK less than two thirds of the
 *       characters are of GB2312, of which nearly all of a real text is.
 *   <li>GBK under UTF-8: what cannot be read as UTF-8 is text of GB2312 as GBK, and nothing in the file is a Chinese
 *       character as UTF-8. What can be read as UTF-8 by chance, as two characters of GBK may, mixes scripts in a word, such
 *       as Hebrew and Cyrillic.
 * </ul>
 *
 * A line that is UTF-8 in a file of GBK is told too, but only with four Chinese characters and more.
 */
final class CharsetEvidence {
    private static final int CERTAIN = 8;
    private static final int LEAST_IN_A_LINE = 4;
    private static final int LEAST_FOR_BIG5 = 12;
    private static final int ENOUGH_PAIRS = 5_000;

    private final Charset declared;
    private final boolean utf8;
    private boolean anythingElse;
    private long chineseAsUtf8;
    private long unusualAsGbk;
    private long unreadable;
    private boolean unreadableIsGbk = true;
    private boolean mixedScripts;
    private final Pairs pairs = new Pairs();
    private Line first;
    private long lines;

    CharsetEvidence(Charset declared) {
        this.declared = declared;
        this.utf8 = declared.equals(StandardCharsets.UTF_8);
    }

    /** A line, or a column of one, that is not all ASCII. */
    void see(Line line, byte[] bytes, int start, int length, boolean readable) {
        unreadable += readable ? 0 : 1;
        if (utf8) {
            seeUnderUtf8(bytes, start, length, readable);
        } else {
            seeUnderGbk(line, bytes, start, length);
        }
    }

    private void seeUnderGbk(Line line, byte[] bytes, int start, int length) {
        if (pairs.all < ENOUGH_PAIRS) {
            pairs.add(bytes, start, length);
        }
        long chinese = chinese(bytes, start, length);
        if (chinese < 0) {
            anythingElse = true;
            return;
        }
        if (chinese == 0) {
            return;
        }
        Pairs own = new Pairs();
        own.add(bytes, start, length);
        chineseAsUtf8 += chinese;
        unusualAsGbk += own.all - own.ofGb2312;
        if (chinese >= LEAST_IN_A_LINE && own.all > own.ofGb2312) {
            lines++;
            if (first == null) {
                first = new Line();
                first.number = line.number;
                first.offset = line.offset;
            }
        }
    }

    private void seeUnderUtf8(byte[] bytes, int start, int length, boolean readable) {
        if (!readable) {
            Pairs own = new Pairs();
            own.add(bytes, start, length);
            pairs.add(bytes, start, length);
            unreadableIsGbk &= own.isGb2312();
        } else if (!anythingElse) {
            long chinese = chinese(bytes, start, length);
            anythingElse = chinese > 0;
            mixedScripts |= chinese == 0 && mixesScripts(new String(bytes, start, length, StandardCharsets.UTF_8));
        }
    }

    /** What the file's charset is, as one fault in place of all that follow from it; null when nothing speaks against the format's. */
    FileFault fault() {
        String whole = whole();
        return whole == null ? null : FileFault.ofFile(Code.CHARSET, FirstBytes.otherCharset(whole, declared));
    }

    /** The lines that are in UTF-8 in a file that is not, as one fault; null for none. */
    FileFault faultOfLines() {
        return lines == 0
                ? null
                : FileFault.at(
                        first,
                        0,
                        Code.CHARSET,
                        "the line is in UTF-8 by its bytes" + (lines > 1 ? ", and " + (lines - 1) + " more are" : "")
                                + ", and the others are not: have all of the file sent in " + declared.name());
    }

    private String whole() {
        if (utf8) {
            boolean gbk = unreadable > 0 ? unreadableIsGbk && pairs.all > 1 : mixedScripts;
            return anythingElse ? null : gbk ? "GBK" : unreadable > 0 && pairs.isBig5() ? "Big5" : null;
        }
        if (!anythingElse
                && chineseAsUtf8 > 0
                && (unreadable > 0 || (chineseAsUtf8 > 1 && unusualAsGbk > 0) || chineseAsUtf8 >= CERTAIN)) {
            return "UTF-8";
        }
        return pairs.isBig5() ? "Big5" : null;
    }

    /** How many Chinese characters and signs it has as UTF-8; -1 when it is not valid. */
    private static long chinese(byte[] bytes, int start, int length) {
        long chinese = 0;
        int end = start + length;
        for (int i = start; i < end; ) {
            int lead = bytes[i];
            if (lead >= 0) {
                i++;
                continue;
            }
            int more = (lead & 0xE0) == 0xC0 ? 1 : (lead & 0xF0) == 0xE0 ? 2 : (lead & 0xF8) == 0xF0 ? 3 : 0;
            if (more == 0 || i + more >= end) {
                return -1;
            }
            int c = lead & (0x3F >> more);
            for (int j = 1; j <= more; j++) {
                if ((bytes[i + j] & 0xC0) != 0x80) {
                    return -1;
                }
                c = c << 6 | (bytes[i + j] & 0x3F);
            }
            if (c < (more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000)) {
                return -1;
            }
            boolean isChinese =
                    (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x20000 && c <= 0x3FFFF);
            chinese += isChinese ? 1 : 0;
            i += more + 1;
        }
        return chinese;
    }

    private static boolean mixesScripts(String text) {
        UnicodeScript before = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            UnicodeScript script = UnicodeScript.of(c);
            if (c < 0x80
                    || !Character.isLetter(c)
                    || script == UnicodeScript.COMMON
                    || script == UnicodeScript.INHERITED) {
                before = null;
            } else if (before != null && before != script) {
                return true;
            } else {
                before = script;
            }
        }
        return false;
    }

    /** What the bytes are when read two by two, as GBK and Big5 are. */
    private static final class Pairs {
        private long all;
        private long ofGb2312;
        private long ofBig5;
        private boolean broken;

        void add(byte[] bytes, int start, int length) {
            int end = start + length;
            int i = start;
            while (i < end) {
                int lead = bytes[i] & 0xFF;
                int trail = i + 1 < end ? bytes[i + 1] & 0xFF : 0;
                i += lead < 0x80 ? 1 : 2;
                if (lead >= 0x80) {
                    add(lead, trail);
                }
            }
        }

        private void add(int lead, int trail) {
            all++;
            broken |= trail < 0x40 || trail == 0x7F || trail == 0xFF || lead == 0x80 || lead == 0xFF;
            boolean signs = lead == 0xA1 || lead == 0xA3;
            ofGb2312 += trail >= 0xA1 && (signs || (lead >= 0xB0 && lead <= 0xF7)) ? 1 : 0;
            ofBig5 += (trail <= 0x7E || trail >= 0xA1) && lead >= 0xA1 && lead <= 0xC6 ? 1 : 0;
        }

        boolean isGb2312() {
            return !broken && ofGb2312 * 10 >= all * 7;
        }

        boolean isBig5() {
            return !broken && all >= LEAST_FOR_BIG5 && ofGb2312 * 3 < all * 2 && ofBig5 * 10 >= all * 9;
        }
    }
}
