package io.github.createorder.app.init;

import io.github.createorder.app.init.Guesses.Shape;
import java.util.ArrayList;
import java.util.List;

/** Writes the properties to begin with, whole or as lines to be added to those that are there. Confined to one thread. */
final class PropertiesText {
    static final String FILE = "application.properties";

    private final StringBuilder text = new StringBuilder();
    private final List<String> blanks = new ArrayList<>();
    private final String source;
    private final boolean whole;

    PropertiesText(String source, boolean whole) {
        this.source = source;
        this.whole = whole;
    }

    String text() {
        return text.toString();
    }

    /** Properties without a value that check asks for. */
    List<String> blanks() {
        return blanks;
    }

    private void comment(String words) {
        text.append("# ").append(words.replaceAll("\\p{Cntrl}", " ")).append('\n');
    }

    private void line(String key, String value) {
        text.append(key)
                .append(" = ")
                .append(value == null ? "" : escaped(value))
                .append('\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\");
    }

    private void ofSource(String key, String value) {
        line("createorder.source." + source + "." + key, value);
    }

    private void guess(String key, Guess guess) {
        comment(guess.reason());
        guess.proposals()
                .forEach(proposal -> text.append("#createorder.source.")
                        .append(source)
                        .append('.')
                        .append(key)
                        .append(" = ")
                        .append(proposal)
                        .append('\n'));
        ofSource(key, guess.yaml());
        if (!guess.isMade()) {
            blanks.add("createorder.source." + source + "." + key);
        }
    }

    /** What comes first: the gateway, the ledger, the data source. */
    void begin(Database database, String products) {
        if (whole) {
            comment(
                    "Made by `init` to begin with. A property without a value is a blank: `check` says which of them are needed.");
            comment("Every property there is, with its default: config/application.properties of the release.");
            text.append('\n');
            comment(
                    "The sandbox on this machine (`createorder sandbox`), so that nothing goes to Taobao by mistake. For Taobao:");
            comment("take the three lines away, and set app-key and app-secret = {{env:TOP_APP_SECRET}}.");
            line("createorder.gateway.url", "http://127.0.0.1:8089/router/rest");
            line("createorder.gateway.app-key", "12345678");
            line("createorder.gateway.app-secret", "sandbox-only-app-secret");
            text.append('\n');
            comment(
                    "The ledger is an embedded H2 in the folder createorder-data until it has a database of its own, as it should");
            comment("in production: createorder.app.data-source.ledger.url, .user and .password.");
            line("createorder.ledger.data-source", "ledger");
        } else {
            comment("Made by `init`: lines to be added to " + FILE + ".");
        }
        if (database != null && (whole || database.isNew())) {
            if (!whole) {
                comment("Add " + database.name() + " to the names that are there.");
            }
            line("createorder.app.data-sources", "ledger," + database.name());
            String prefix = "createorder.app.data-source." + database.name() + ".";
            line(prefix + "url", database.url());
            line(prefix + "user", database.user());
            if (database.passwordWritten() != null) {
                line(prefix + "password", database.passwordWritten());
            }
        } else if (whole) {
            line("createorder.app.data-sources", "ledger");
        }
        if (products != null) {
            text.append('\n');
            comment("Product codes of the core system with those that Taobao has given; read again while it runs.");
            if (!whole) {
                comment(
                        "If there is a product mapping already, add its rows to that one and leave these two lines out.");
            }
            line("createorder.products.type", "csv");
            line("createorder.products.file", products);
        }
        text.append('\n');
        if (!whole) {
            comment("Add " + source + " to the names that are there.");
        }
        line("createorder.sources", source);
    }

    void table(TableStart.Found found, String mapping) {
        Guesses guesses = found.guesses();
        ofSource("data-source", found.dataSource());
        ofSource("mapping", mapping);
        ofSource("table", found.table().name());
        comment(found.shapeReason());
        ofSource("shape", guesses.shape().word());
        guess("key-columns", found.key());
        if (guesses.shape() == Shape.ORDER_AND_POLICY_TABLES) {
            ofSource("policy.table", found.policyTable());
            guess("policy.key-columns", found.policyKey());
        }
        if (guesses.shape() != Shape.ORDER_PER_ROW) {
            guess("policy.order-by", found.policyOrder());
        }
        text.append('\n');
        if (found.claim() == null) {
            comment(
                    "The table is only read: rows are followed by a column that grows. If rows may be marked instead, set");
            comment("mode = claim with status-column, claimed-by-column and claimed-at-column (README).");
            ofSource("mode", "watermark");
            guess("watermark.column", found.watermark());
            comment("What becomes of the orders can be told to a table of the core system with the same key columns:");
            for (String key : List.of("table", "status-column", "reason-column", "request-id-column", "time-column")) {
                text.append("#createorder.source.")
                        .append(source)
                        .append(".report.")
                        .append(key)
                        .append(" =\n");
            }
        } else {
            TableStart.Claim claim = found.claim();
            comment(
                    "The table has columns for who takes a row and when, so rows are marked: this needs UPDATE on them.");
            comment(claim.words());
            ofSource("mode", "claim");
            ofSource("status-column", claim.status());
            ofSource("claimed-by-column", claim.by());
            ofSource("claimed-at-column", claim.at());
            claim.report().forEach(this::ofSource);
        }
    }

    void drop(String format, String mapping, String inbox) {
        ofSource("kind", "drop");
        ofSource("format", format);
        ofSource("mapping", mapping);
        comment("A local folder; with sftp.host, .user, .private-key and .known-hosts a folder at a server.");
        ofSource("inbox", inbox);
        comment("marker: a file is ready when FILE.ok is there beside it. stable: when its size stays the same.");
        ofSource("ready", "marker");
    }
}
