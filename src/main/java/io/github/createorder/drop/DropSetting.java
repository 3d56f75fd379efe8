package io.github.createorder.drop;

import io.github.createorder.config.Property;
import io.github.createorder.config.SourceSetting;

/** Every property of a drop source, as {@code createorder.source.<name>.<key>}: name, default, meaning. */
public enum DropSetting {
    FORMAT("format", null, "drop: format file: how its files are written, and how they are answered"),
    INBOX("inbox", null, "drop: the folder where files are dropped; on the server when sftp.host is given"),
    DONE("done", "", "drop: the folder that taken files are moved to; empty: done in the inbox"),
    ERROR(
            "error",
            "",
            "drop: the folder that refused files are moved to, with their reason; empty: error in the inbox"),
    OUTBOX("outbox", "", "drop: the folder for receipts; empty: out in the inbox"),
    READY(
            "ready",
            "marker",
            "drop: a file is ready when its marker is there (marker), or when its size stays the same (stable)"),
    MARKER(
            "marker",
            "{name}.ok",
            "drop: name of a file's marker; {name} is the file's name, {stem} the same without its last extension"),
    STABLE_FOR("stable-for", "10s", "drop: ready = stable: how long size and time of the file must not change"),
    LATE_AFTER("late-after", "10m", "drop: alarm when a marker has no file, or a file no marker, for so long"),
    EXPECTED_BY("expected-by", "", "drop: alarm when no file has come by this time of the day, HH:mm in Beijing"),
    EXPECTED_ON("expected-on", "MON,TUE,WED,THU,FRI,SAT,SUN", "drop: the days on which a file is expected"),
    LEASE("lease", "60s", "drop: a node that is silent for so long has lost the source to another one"),
    BATCH("orders", "200", "drop: orders of a file that enter the ledger at once"),
    FILES("files", "100", "drop: files taken at one look"),
    RECEIPT_CUT_OFF(
            "receipt.cut-off",
            "24h",
            "drop: answer a file so long after it was taken, orders still under way marked as pending; never: wait for the last"),
    RECEIPT_LATE(
            "receipt.late",
            "10m",
            "drop: what comes after the receipt is told in a further one, so long gathered; never: not told"),
    SFTP_HOST("sftp.host", "", "drop: the SFTP server; empty: the folders are local"),
    SFTP_PORT("sftp.port", "22", "drop: its port"),
    SFTP_USER("sftp.user", "", "drop: login at it"),
    SFTP_PASSWORD("sftp.password", "", "drop: password; beside a key when the server asks for both"),
    SFTP_PRIVATE_KEY("sftp.private-key", "", "drop: file with the private key"),
    SFTP_PASSPHRASE("sftp.private-key-password", "", "drop: the private key's passphrase"),
    SFTP_KNOWN_HOSTS(
            "sftp.known-hosts", "", "drop: file with the server's host key, in the form of OpenSSH's known_hosts"),
    SFTP_TIMEOUT("sftp.timeout", "20s", "drop: to connect, and of silence on the line"),
    SFTP_NAMES("sftp.names", "UTF-8", "drop: charset of file names at the server, such as GBK");

    private final String key;
    private final String defaultValue;
    private final String meaning;

    DropSetting(String key, String defaultValue, String meaning) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** The property's name behind the source's prefix. */
    public String key() {
        return key;
    }

    /** What holds when the property is absent; null when it is required. */
    public String defaultValue() {
        return defaultValue;
    }

    /** What it is for, in one line. */
    public String meaning() {
        return meaning;
    }

    /** The property of one source. */
    public Property of(String source) {
        return SourceSetting.property(source, key, defaultValue, meaning);
    }
}
