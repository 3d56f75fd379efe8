package io.github.createorder.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.createorder.ledger.Action;
import io.github.createorder.ledger.Action.Kind;
import io.github.createorder.ledger.Action.Outcome;
import io.github.createorder.ledger.GateState;
import io.github.createorder.ledger.Job;
import io.github.createorder.order.ErrorCause;
import io.github.createorder.order.Fault;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One set of keys in both languages, and assets that are what their list says. */
class TextsAndAssetsTest {
    private static final Path FOLDER = Path.of("src/main/resources/io/github/createorder/console");
    private static final Pattern KEY = Pattern.compile("page\\.t\\(\"([a-z][a-z.-]*[a-z])\"[,)]");

    private static Properties texts(String language) throws IOException {
        Properties texts = new Properties();
        texts.load(new StringReader(Files.readString(FOLDER.resolve("messages_" + language + ".properties"))));
        return texts;
    }

    /** What people were not allowed to do with an order stands in its time line. */
    @Test
    void whatWasNotDoneToAnOrderHasWordsInBothLanguages() throws IOException {
        Properties english = texts("en");
        Properties chinese = texts("zh");
        for (Kind kind : List.of(Kind.EDIT, Kind.CLOSE, Kind.REOPEN, Kind.REVEAL)) {
            for (Outcome outcome : List.of(Outcome.REFUSED, Outcome.DENIED)) {
                assertThat(List.of(english, chinese))
                        .allSatisfy(words -> assertThat(words).containsKey("event." + kind + "_" + outcome));
            }
        }
    }

    @Test
    void bothLanguagesHaveTheSameKeysAndPlaceholders() throws IOException {
        Properties zh = texts("zh");
        Properties en = texts("en");
        assertThat(zh.stringPropertyNames()).isEqualTo(en.stringPropertyNames());
        for (String key : en.stringPropertyNames()) {
            assertThat(new MessageFormat(zh.getProperty(key)).getFormatsByArgumentIndex().length)
                    .as(key)
                    .isEqualTo(new MessageFormat(en.getProperty(key)).getFormatsByArgumentIndex().length);
        }
    }

    @Test
    void everyKeyThatATemplateNamesAndEveryWordOfTheLedgerHasAText() throws IOException {
        Set<String> wanted = new TreeSet<>();
        try (Stream<Path> templates = Files.list(Path.of("src/main/jte"))) {
            for (Path template : templates.toList()) {
                Matcher matcher = KEY.matcher(Files.readString(template));
                while (matcher.find()) {
                    wanted.add(matcher.group(1));
                }
            }
        }
        assertThat(wanted).hasSizeGreaterThan(100);
        for (ErrorCause cause : ErrorCause.values()) {
            wanted.add("cause." + cause);
        }
        for (GateState.Kind kind : GateState.Kind.values()) {
            wanted.add("gate.kind." + kind);
        }
        for (Action.Kind kind : Action.Kind.values()) {
            wanted.add("kind." + kind);
        }
        for (Action.Outcome outcome : Action.Outcome.values()) {
            wanted.add("action-outcome." + outcome);
        }
        for (Job.State state : Job.State.values()) {
            wanted.add("job-state." + state);
        }
        for (Fault.Kind kind : Fault.Kind.values()) {
            wanted.add("fault-remedy." + kind);
        }
        for (Grant grant : Grant.values()) {
            wanted.addAll(List.of("grant." + grant.word(), "needs." + grant.word()));
        }
        wanted.removeAll(texts("en").stringPropertyNames());
        assertThat(wanted).as("without a text").isEmpty();
    }

    /** htmx, idiomorph and Pico.css as they were published; ours are small. */
    @Test
    void assetsOfOthersAreTheBytesOfTheirListAndOursAreSmall() throws IOException {
        List<String> listed = new ArrayList<>();
        for (String line : Files.readAllLines(FOLDER.resolve("third-party.csv")).subList(1, 4)) {
            String[] cells = line.split(",");
            listed.add(cells[0]);
            assertThat(Assets.sha256(Assets.read(cells[0]))).as(line).isEqualTo(cells[3]);
            assertThat(cells[4]).as("licence").isIn("0BSD", "MIT");
        }
        assertThat(listed).containsExactlyInAnyOrder("htmx.js", "idiomorph.js", "pico.css");
        assertThat(Assets.read("console.css").length).isLessThanOrEqualTo(10_240);
        assertThat(Assets.read("console.js").length).isLessThanOrEqualTo(8_192);
        assertThat(new String(Assets.read("console.js"), StandardCharsets.UTF_8))
                .doesNotContain("eval", "innerHTML");
    }

    @Test
    void anAssetIsHandedOutByTheNameWithItsDigestAndNothingElseIs() {
        Assets assets = new Assets();
        assertThat(assets.answer(assets.name("htmx.js"))).isNotNull();
        assertThat(assets.answer("htmx.js")).isNull();
        assertThat(assets.answer("third-party.csv")).isNull();
    }

    /** Narrow and wide signs, behind spaces and line ends; a number stays one. */
    @Test
    void noCellOfACsvFileIsTakenForAFormula() {
        for (String formula : List.of(
                "=1+1",
                "+1+1",
                "-1+1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                " =1",
                "\u3000=1",
                "\uff1d1",
                "\uff0b1",
                "\uff0d1",
                "\uff201",
                "-",
                "=cmd|' /C calc'!A0")) {
            Csv csv = new Csv("a");
            csv.row(formula);
            assertThat(csv.text()).as(formula).contains("\"'" + formula.replace("\"", "\"\"") + "\"");
        }
        Csv csv = new Csv("a", "b", "c", "d");
        csv.row("-12.50", "TB-1", null, "a \"b\", =c");
        assertThat(csv.text()).isEqualTo("\uFEFFa,b,c,d\r\n\"-12.50\",\"TB-1\",\"\",\"a \"\"b\"\", =c\"\r\n");
    }

    /** A core system calls its files as it likes. */
    @Test
    void theNameOfAFileEndsNoHeaderAndLeavesNoQuotes() {
        assertThat(WebAnswer.download("保单 1*\"\r\nSet-Cookie: a=b.txt", "text/plain", new byte[0])
                        .header("Content-Disposition"))
                .isEqualTo(
                        "attachment; filename=\"__ 1____Set-Cookie_ a_b.txt\"; filename*=UTF-8''%E4%BF%9D%E5%8D%95%201%2A%22"
                                + "%0D%0ASet-Cookie%3A%20a%3Db.txt");
    }
}
