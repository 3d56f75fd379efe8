package io.github.createorder.drop;

import io.github.createorder.config.Property;
import io.github.createorder.config.Settings;
import io.github.createorder.drop.DropFolder.Place;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How one drop source is laid out; see {@link DropSetting} for each setting. Immutable.
 *
 * @param source name of the source
 * @param sftp null for local folders
 * @param folders where files are dropped, moved and answered
 * @param marker how markers are named; null when a file is ready by a stable size
 * @param stableFor without markers: how long size and time of a file must not change
 * @param lateAfter how long a file may lack its marker, or a marker its file
 * @param expectedBy time of the day, Beijing; null when no file is expected
 * @param expectedOn the days on which one is
 * @param orders of a batch
 * @param files taken at one look
 * @param cutOff after which a file is answered with orders pending; null for never
 * @param late for how long outcomes are gathered that come after the receipt; null when they are not told
 */
public record DropSettings(
        String source,
        Sftp sftp,
        Folders folders,
        MarkerName marker,
        Duration stableFor,
        Duration lateAfter,
        LocalTime expectedBy,
        Set<DayOfWeek> expectedOn,
        int orders,
        int files,
        Duration cutOff,
        Duration late) {

    /** The folders, on the server or local. */
    public record Folders(String inbox, String done, String error, String outbox) {
        String of(Place place) {
            return switch (place) {
                case DONE -> done;
                case ERROR -> error;
                case OUTBOX -> outbox;
            };
        }

        List<String> all() {
            return List.of(inbox, done, error, outbox);
        }
    }

    /**
     * The server, and how to log in: with a password, with a key, or with both when the server asks for both.
     *
     * @param password null when there is a key alone
     * @param privateKey null when there is a password alone
     * @param passphrase of the key; null for none
     * @param knownHosts file with the server's key: no other key is accepted
     * @param timeout to connect, and of silence
     * @param names charset of file names at the server
     */
    public record Sftp(
            String host,
            int port,
            String user,
            String password,
            Path privateKey,
            String passphrase,
            Path knownHosts,
            Duration timeout,
            Charset names) {
        @Override
        public String toString() {
            return user + "@" + host + ":" + port;
        }
    }

    /** The settings of a source; every fault goes to {@code settings}. */
    public static DropSettings read(String source, Settings settings) {
        return new Reader(source, settings).read();
    }

    private record Reader(String source, Settings settings) {
        DropSettings read() {
            String inbox = trimSlash(text(DropSetting.INBOX));
            return new DropSettings(
                    source,
                    sftp(),
                    new Folders(
                            inbox,
                            folder(DropSetting.DONE, inbox + "/done"),
                            folder(DropSetting.ERROR, inbox + "/error"),
                            folder(DropSetting.OUTBOX, inbox + "/out")),
                    marker(),
                    settings.duration(DropSetting.STABLE_FOR.of(source)),
                    settings.duration(DropSetting.LATE_AFTER.of(source)),
                    expectedBy(),
                    days(),
                    settings.number(DropSetting.BATCH.of(source), 1, 10_000),
                    settings.number(DropSetting.FILES.of(source), 1, 10_000),
                    orNever(DropSetting.RECEIPT_CUT_OFF),
                    orNever(DropSetting.RECEIPT_LATE));
        }

        private String text(DropSetting key) {
            return settings.text(key.of(source));
        }

        private Optional<String> find(DropSetting key) {
            return settings.find(key.of(source).key());
        }

        private void fault(DropSetting key, String fault) {
            settings.fault(key.of(source).key() + fault);
        }

        private String folder(DropSetting key, String otherwise) {
            return trimSlash(find(key).orElse(otherwise));
        }

        private static String trimSlash(String folder) {
            return folder.length() > 1 && folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
        }

        private MarkerName marker() {
            String ready = text(DropSetting.READY);
            if (ready.equals("stable")) {
                if (find(DropSetting.MARKER).isPresent()) {
                    fault(DropSetting.MARKER, " has no effect beside ready = stable: take one of them away");
                }
                return null;
            }
            if (!ready.equals("marker")) {
                fault(DropSetting.READY, " = '" + ready + "' must be marker or stable");
            }
            String pattern = text(DropSetting.MARKER);
            if (!MarkerName.isValid(pattern)) {
                fault(
                        DropSetting.MARKER,
                        " = '" + pattern + "' must be {name} or {stem} once, with something before or behind it,"
                                + " such as {name}.ok or {stem}.flag");
                return new MarkerName("{name}.ok");
            }
            return new MarkerName(pattern);
        }

        private Sftp sftp() {
            Optional<String> host = find(DropSetting.SFTP_HOST);
            if (host.isEmpty()) {
                for (DropSetting key : DropSetting.values()) {
                    if (key.key().startsWith("sftp.") && find(key).isPresent()) {
                        fault(
                                key,
                                " has no effect without "
                                        + DropSetting.SFTP_HOST.of(source).key());
                    }
                }
                return null;
            }
            Property ofPassword = DropSetting.SFTP_PASSWORD.of(source);
            Optional<String> password = settings.password(ofPassword.key());
            Optional<String> key = find(DropSetting.SFTP_PRIVATE_KEY);
            if (password.isEmpty() && key.isEmpty()) {
                fault(
                        DropSetting.SFTP_PASSWORD,
                        " or " + DropSetting.SFTP_PRIVATE_KEY.key()
                                + " must be given; both when the server asks for both");
            }
            if (key.isEmpty() && find(DropSetting.SFTP_PASSPHRASE).isPresent()) {
                fault(
                        DropSetting.SFTP_PASSPHRASE,
                        " has no effect without "
                                + DropSetting.SFTP_PRIVATE_KEY.of(source).key());
            }
            password.ifPresent(value -> settings.refusePlaceholder(ofPassword, value));
            if (find(DropSetting.SFTP_USER).isEmpty()) {
                fault(DropSetting.SFTP_USER, " is missing: " + DropSetting.SFTP_USER.meaning());
            }
            Path knownHosts = readable(DropSetting.SFTP_KNOWN_HOSTS);
            if (knownHosts == null) {
                fault(
                        DropSetting.SFTP_KNOWN_HOSTS,
                        " is missing: no server is trusted without its key. Get it with"
                                + " 'ssh-keyscan -p PORT HOST > known_hosts' and compare it with what its owner says");
            }
            return new Sftp(
                    host.get(),
                    settings.number(DropSetting.SFTP_PORT.of(source), 1, 65_535),
                    text(DropSetting.SFTP_USER),
                    password.orElse(null),
                    readable(DropSetting.SFTP_PRIVATE_KEY),
                    settings.password(DropSetting.SFTP_PASSPHRASE.of(source).key())
                            .orElse(null),
                    knownHosts,
                    settings.duration(DropSetting.SFTP_TIMEOUT.of(source)),
                    names());
        }

        private Charset names() {
            String name = text(DropSetting.SFTP_NAMES);
            try {
                return Charset.forName(name);
            } catch (IllegalArgumentException e) {
                fault(
                        DropSetting.SFTP_NAMES,
                        " = '" + name + "' is no charset; it must be one such as UTF-8, GBK or GB18030");
                return StandardCharsets.UTF_8;
            }
        }

        private Path readable(DropSetting key) {
            Optional<Path> file = find(key).map(Path::of);
            if (file.isPresent() && !Files.isReadable(file.get())) {
                fault(key, " = " + file.get() + " is no file that can be read");
            }
            return file.orElse(null);
        }

        private LocalTime expectedBy() {
            Optional<String> time = find(DropSetting.EXPECTED_BY);
            try {
                return time.map(LocalTime::parse).orElse(null);
            } catch (DateTimeParseException e) {
                fault(DropSetting.EXPECTED_BY, " = '" + time.orElse("") + "' must be a time of the day such as 06:30");
                return null;
            }
        }

        private Set<DayOfWeek> days() {
            String days = text(DropSetting.EXPECTED_ON);
            Set<DayOfWeek> known = EnumSet.noneOf(DayOfWeek.class);
            for (String day : days.split(",", -1)) {
                Optional<DayOfWeek> match = Arrays.stream(DayOfWeek.values())
                        .filter(each -> each.name().startsWith(day.strip().toUpperCase(Locale.ROOT)))
                        .filter(each -> day.strip().length() >= 3)
                        .findFirst();
                if (match.isEmpty()) {
                    fault(DropSetting.EXPECTED_ON, " = '" + days + "' must be days such as MON,TUE,WED");
                    return known;
                }
                known.add(match.get());
            }
            return known;
        }

        private Duration orNever(DropSetting key) {
            return text(key).equalsIgnoreCase("never") ? null : settings.duration(key.of(source));
        }
    }
}
