package io.github.createorder.drop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.createorder.config.Settings;
import io.github.createorder.drop.DropAlarm.Kind;
import io.github.createorder.drop.DropFolder.Entry;
import io.github.createorder.drop.DropFolder.EntryType;
import io.github.createorder.file.SafeName;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What one listing after another tells, by an injected clock. */
class DropInboxTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T01:00:00Z"));
    private final DropAlarms alarms = new DropAlarms("drop", clock::now);

    private DropInbox inbox(String... settings) {
        return inbox(new SafeName(".+[.]txt"), settings);
    }

    private DropInbox inbox(SafeName names, String... settings) {
        Map<String, String> properties = new HashMap<>(Map.of("inbox", "in", "format", "f"));
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        Settings read =
                new Settings(key -> Optional.ofNullable(properties.get(key.replace("createorder.source.drop.", ""))));
        DropSettings drop = DropSettings.read("drop", read);
        assertThat(read.faults()).isEmpty();
        return new DropInbox(drop, names, alarms, clock.clock());
    }

    private static Entry file(String name, long size) {
        return new Entry(name, size, 1, EntryType.FILE);
    }

    private static List<String> ready(DropInbox inbox, Entry... entries) {
        return inbox.read(Arrays.asList(entries)).ready().stream()
                .map(DropFile::name)
                .toList();
    }

    private void later(Duration by) {
        clock.pass(by);
    }

    private List<Kind> alarms() {
        return alarms.current().stream().map(DropAlarm::kind).toList();
    }

    @Test
    void filesWithTheirMarkersAreReadyByName() {
        DropInbox inbox = inbox();
        assertThat(ready(
                        inbox,
                        file("b.txt", 1),
                        file("a.txt", 1),
                        file("c.txt", 1),
                        file("b.txt.ok", 0),
                        file("a.txt.ok", 0),
                        file("readme", 5)))
                .containsExactly("a.txt", "b.txt");
        assertThat(alarms()).isEmpty();
    }

    @Test
    void fileThatStaysTheSameForLongEnoughIsReady() {
        DropInbox inbox = inbox("ready", "stable", "stable-for", "10s");
        assertThat(ready(inbox, file("a.txt", 1))).isEmpty();
        later(Duration.ofSeconds(30));
        assertThat(ready(inbox, file("a.txt", 2))).as("it has grown").isEmpty();
        later(Duration.ofSeconds(9));
        assertThat(ready(inbox, file("a.txt", 2))).isEmpty();
        later(Duration.ofSeconds(1));
        assertThat(ready(inbox, file("a.txt", 2))).containsExactly("a.txt");
        assertThat(ready(inbox, new Entry("a.txt", 2, 99, EntryType.FILE)))
                .as("written again")
                .isEmpty();
    }

    @Test
    void oneLookIsNeverEnoughForAStableSize() {
        DropInbox inbox = inbox("ready", "stable", "stable-for", "1ms");
        later(Duration.ofDays(1));
        assertThat(ready(inbox, file("a.txt", 1))).isEmpty();
        later(Duration.ofSeconds(1));
        assertThat(ready(inbox)).as("gone").isEmpty();
        assertThat(ready(inbox, file("a.txt", 1))).as("there again").isEmpty();
    }

    @Test
    void whatIsLateIsAnAlarmUntilItComes() {
        DropInbox inbox = inbox("late-after", "10m");
        Entry[] lonely = {file("a.txt", 1), file("b.txt.ok", 0)};
        assertThat(ready(inbox, lonely)).isEmpty();
        later(Duration.ofMinutes(9));
        ready(inbox, lonely);
        assertThat(alarms()).isEmpty();
        later(Duration.ofMinutes(1));
        ready(inbox, lonely);
        assertThat(alarms()).containsExactlyInAnyOrder(Kind.FILE_WITHOUT_MARKER, Kind.MARKER_WITHOUT_FILE);
        ready(inbox, file("a.txt", 1), file("a.txt.ok", 0), file("b.txt", 1), file("b.txt.ok", 0));
        assertThat(alarms()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"marker", "stable"})
    void fileOfAnotherNameIsToldOnceInTheLogWhenItHasLainThereForLongAndIsNoAlarm(String ready) {
        try (Heard log = new Heard()) {
            DropInbox inbox = inbox("ready", ready, "late-after", "10m");
            Entry[] there = {file("notes.doc", 1), file("a.txt.filepart", 1)};
            assertThat(ready(inbox, there)).isEmpty();
            later(Duration.ofMinutes(9));
            ready(inbox, there);
            assertThat(log.lines()).isEmpty();
            later(Duration.ofMinutes(1));
            ready(inbox, file("notes.doc", 1), file("new.doc", 1));
            assertThat(log.lines()).singleElement().asString().startsWith("Source drop: notes.doc lies in the inbox");
            later(Duration.ofDays(1));
            ready(inbox, file("notes.doc", 1));
            assertThat(log.lines()).as("told once").hasSize(1);
            ready(inbox);
            ready(inbox, file("notes.doc", 1));
            later(Duration.ofMinutes(10));
            ready(inbox, file("notes.doc", 1));
            assertThat(log.lines()).as("told again, for it came again").hasSize(2);
            assertThat(alarms()).isEmpty();
        }
    }

    @Test
    void ofAFolderFullOfOtherFilesAHundredAreToldAndNoMoreAreRemembered() {
        try (Heard log = new Heard()) {
            DropInbox inbox = inbox("late-after", "1s");
            Entry[] full =
                    IntStream.range(0, 5_000).mapToObj(i -> file(i + ".doc", 1)).toArray(Entry[]::new);
            ready(inbox, full);
            later(Duration.ofSeconds(1));
            ready(inbox, full);
            later(Duration.ofSeconds(1));
            ready(inbox, full);
            assertThat(log.lines()).hasSize(LeftAlone.MOST).doesNotHaveDuplicates();
        }
    }

    /** The log of what is left alone. */
    private static final class Heard implements AutoCloseable {
        private final Logger logger = (Logger) LoggerFactory.getLogger(LeftAlone.class);
        private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

        Heard() {
            appender.start();
            logger.addAppender(appender);
        }

        List<String> lines() {
            return appender.list.stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .toList();
        }

        @Override
        public void close() {
            logger.detachAppender(appender);
        }
    }

    @Test
    void lonelyMarkersAreTold() {
        DropInbox inbox = inbox("marker", "{stem}.flag");
        assertThat(inbox.read(List.of(file("a.flag", 0), file("b.flag", 0), file("b.txt", 1)))
                        .lonelyMarkers())
                .isEqualTo(Map.of("a.flag", "a"));
    }

    @Test
    void filesOfTransfersUnderWayAreLeftAloneWhereAnyNameIsTaken() {
        DropInbox inbox = inbox(SafeName.ANY, "ready", "stable", "stable-for", "10s");
        Entry[] there = {
            file("a.txt.filepart", 1),
            file("a.txt.PART", 1),
            file("a.tmp", 1),
            file("Unconfirmed 1.crdownload", 1),
            file(".a.txt.swp", 1),
            file("~$a.xlsx", 1),
            file("a.txt~", 1),
            file("part.txt", 1),
            file("tmp", 1)
        };
        ready(inbox, there);
        later(Duration.ofSeconds(30));
        assertThat(ready(inbox, there)).containsExactly("part.txt", "tmp");
        assertThat(alarms()).isEmpty();
        // The transfer is over.
        ready(inbox, file("a.txt", 1));
        later(Duration.ofSeconds(10));
        assertThat(ready(inbox, file("a.txt", 1))).containsExactly("a.txt");
    }

    @Test
    void namesOfTransfersAreTakenWhereTheFormatSaysSoOrAMarkerDoes() {
        DropInbox named = inbox(new SafeName(".+[.]tmp"), "ready", "stable", "stable-for", "1s");
        ready(named, file("a.tmp", 1));
        later(Duration.ofSeconds(1));
        assertThat(ready(named, file("a.tmp", 1))).containsExactly("a.tmp");
        assertThat(ready(inbox(SafeName.ANY), file("a.tmp", 1), file("a.tmp.ok", 0)))
                .containsExactly("a.tmp");
    }

    @Test
    void linkInTheInboxIsNamedAndItsMarkerIsNotMissed() {
        DropInbox inbox = inbox("late-after", "10m");
        Entry[] there = {new Entry("a.txt", 1, 1, EntryType.LINK), file("a.txt.ok", 0)};
        ready(inbox, there);
        later(Duration.ofHours(1));
        assertThat(ready(inbox, there)).isEmpty();
        assertThat(alarms.current())
                .singleElement()
                .extracting(DropAlarm::text)
                .asString()
                .contains("'a.txt' is a link", "put the file itself there");
    }

    @Test
    void nameInAnotherCharsetSaysWhichPropertyHelps() {
        DropInbox inbox = inbox();
        ready(inbox, file("\uFFFD\uFFFD.txt", 1));
        assertThat(alarms.current())
                .singleElement()
                .extracting(DropAlarm::text)
                .asString()
                .contains("sftp.names");
    }

    @Test
    void timeThatIsSetBackMakesNothingWaitLonger() {
        DropInbox inbox = inbox("ready", "stable", "stable-for", "10s");
        ready(inbox, file("a.txt", 1));
        clock.set(Instant.parse("2026-11-25T00:00:00Z"));
        later(Duration.ofSeconds(10));
        assertThat(ready(inbox, file("a.txt", 1))).containsExactly("a.txt");
        Backoff backoff = Backoff.shortly(clock.clock());
        backoff.failed();
        clock.set(Instant.parse("2026-11-24T00:00:00Z"));
        assertThat(backoff.isWaiting()).isTrue();
        later(Duration.ofSeconds(1));
        assertThat(backoff.isWaiting()).isFalse();
    }

    @Test
    void namesThatNoHonestServerSendsAreAnAlarmAndNeverReady() {
        DropInbox inbox = inbox();
        assertThat(ready(
                        inbox,
                        file("../x.txt", 1),
                        file("../x.txt.ok", 0),
                        file("a/b.txt", 1),
                        file("a\u202Etxt.exe.txt", 1),
                        file("*.txt", 1),
                        file("*.txt.ok", 1),
                        new Entry("link.txt", 1, 1, EntryType.LINK),
                        file("link.txt.ok", 0),
                        file(".hidden.txt.tmp", 1)))
                .isEmpty();
        assertThat(alarms()).hasSize(7).containsOnly(Kind.UNSAFE);
        assertThat(alarms.current()).extracting(DropAlarm::text).noneMatch(text -> text.indexOf('\u202E') >= 0);
        ready(inbox);
        assertThat(alarms()).isEmpty();
    }
}
