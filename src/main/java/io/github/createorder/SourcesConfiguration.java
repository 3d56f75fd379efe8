package io.github.createorder;

import io.github.createorder.config.Property;
import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import io.github.createorder.config.SettingsException;
import io.github.createorder.config.SourceSetting;
import io.github.createorder.drop.Drop;
import io.github.createorder.drop.DropSetting;
import io.github.createorder.drop.DropSettings;
import io.github.createorder.drop.WorkFolder;
import io.github.createorder.file.FileFormat;
import io.github.createorder.intake.IntakeSetting;
import io.github.createorder.intake.IntakeSettings;
import io.github.createorder.intake.RecordReader;
import io.github.createorder.mapping.CamelExpressions;
import io.github.createorder.mapping.OrderMapper;
import io.github.createorder.sql.JdbcUrl;
import io.github.createorder.table.TableSetting;
import io.github.createorder.table.TableSettings;
import io.github.createorder.table.TableSource;
import io.github.createorder.table.WatchedTableSource;
import io.github.createorder.yaml.YamlFaultException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** What the properties say of the sources, each with its mapping. */
final class SourcesConfiguration implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");

    /** Of a table that is only read. */
    private static final Duration WATERMARK_LEASE = Duration.ofMinutes(1);

    /** Of most orders, when sending is open. */
    private static final Duration OUTCOMES_COME_WITHIN = Duration.ofSeconds(2);

    static final SourcesConfiguration NONE = new SourcesConfiguration(new Lookup(null, null), null, true);

    final Map<String, OrderMapper> mappers = new LinkedHashMap<>();
    final Map<String, WatchedTableSource> tables = new LinkedHashMap<>();
    /** Where the databases of the tables are, to stand behind a reason. */
    final Map<String, String> databases = new HashMap<>();

    final Map<String, Drop> drops = new LinkedHashMap<>();
    final Map<String, FileFormat> formats = new LinkedHashMap<>();
    /** Of those whose records come by routes of the team's own. */
    final Map<String, RecordReader> readers = new LinkedHashMap<>();

    private final Settings settings;
    private final Lookup lookup;
    private final LedgerConfiguration ledger;
    private final boolean look;
    private WorkFolder work;

    private SourcesConfiguration(Lookup lookup, LedgerConfiguration ledger, boolean look) {
        this.settings = lookup.settings();
        this.lookup = lookup;
        this.ledger = ledger;
        this.look = look;
    }

    /**
     * Reads all sources, and connects to them.
     *
     * @param look only look: no folder is made
     */
    static SourcesConfiguration read(Lookup lookup, LedgerConfiguration ledger, boolean look) {
        SourcesConfiguration sources = new SourcesConfiguration(lookup, ledger, look);
        List<String> names = sources.settings.list(Setting.SOURCES);
        if (names.stream().anyMatch(sources::isDrop)) {
            sources.openWork();
        }
        names.forEach(sources::source);
        return sources;
    }

    /** Closes what sources hold. */
    @Override
    public void close() throws IOException {
        for (Drop drop : drops.values()) {
            drop.close();
        }
        if (work != null) {
            work.close();
            work = null;
        }
    }

    private boolean isDrop(String source) {
        return settings.find(SourceSetting.KIND.of(source).key()).orElse("").equals("drop");
    }

    private void openWork() {
        Path folder = Path.of(settings.text(Setting.FILES_WORK));
        try {
            // A node that runs holds its own.
            work = look ? WorkFolder.temporary() : WorkFolder.open(folder);
        } catch (IOException e) {
            settings.fault(Setting.FILES_WORK.key() + ": the folder " + folder + " cannot be used: " + e.getMessage());
        }
    }

    private void source(String name) {
        if (!NAME.matcher(name).matches()) {
            settings.fault(Setting.SOURCES.key() + ": '" + name
                    + "' is no name for a source; use lower-case letters, digits and dashes, 30 at most");
            return;
        }
        settings.duration(SourceSetting.POLL.of(name));
        settings.choice(SourceSetting.REPORT_TO_EACH.of(name), ReportToEach.class);
        Stream.of(SourceSetting.TRANSFORM, SourceSetting.REPORT_TO)
                .map(setting -> setting.of(name))
                .forEach(this::endpoint);
        String kind = settings.text(SourceSetting.KIND.of(name));
        switch (kind) {
            case "table" -> table(name);
            case "drop" -> drop(name);
            case "route" -> route(name);
            default ->
                settings.fault(SourceSetting.prefix(name) + "kind = '" + kind + "' must be table, drop or route");
        }
    }

    private void table(String name) {
        String prefix = SourceSetting.prefix(name);
        OrderMapper mapper = mapper(name);
        DataSource data = lookup.beanOr(prefix + SourceSetting.DATA_SOURCE.key(), ledger.data(), DataSource.class);
        refuse(name, Arrays.stream(DropSetting.values()).map(DropSetting::key), "is for kind = drop");
        refuse(name, keysOfIntakeAlone(), "is for kind = route");
        Map<String, String> properties = new HashMap<>();
        for (TableSetting setting : TableSetting.values()) {
            settings.find(prefix + setting.key()).ifPresent(value -> properties.put(setting.key(), value));
        }
        try {
            TableSettings table = TableSettings.of(name, properties);
            if (data == null) {
                return;
            }
            WatchedTableSource source = new WatchedTableSource(
                    TableSource.of(
                            table,
                            data,
                            ledger.isOpen() ? ledger.lease(WATERMARK_LEASE) : null,
                            InstantSource.system(),
                            settings.flag(Setting.SEND_HAND_OVER) ? OUTCOMES_COME_WITHIN : Duration.ZERO),
                    InstantSource.system(),
                    seesColumns(name, mapper) ? mapper.orderColumns() : Set.of(),
                    seesColumns(name, mapper) ? mapper.policyColumns() : Set.of());
            source.check().forEach(fault -> settings.fault("source " + name + ": " + fault));
            if (source.trouble().isEmpty()) {
                source.warnings().forEach(warning -> settings.note("source " + name + ": " + warning));
            }
            tables.put(name, source);
            databases.put(name, JdbcUrl.behind(data));
            if (mapper != null) {
                mappers.put(name, mapper);
            }
        } catch (SettingsException e) {
            e.faults().forEach(fault -> settings.fault(prefix + fault));
        }
    }

    private void drop(String name) {
        int faultsBefore = settings.faults().size();
        OrderMapper mapper = mapper(name);
        refuse(
                name,
                Stream.concat(
                        Arrays.stream(TableSetting.values()).map(TableSetting::key),
                        Stream.of(SourceSetting.DATA_SOURCE.key())),
                "is for kind = table");
        refuse(name, keysOfIntakeAlone(), "is for kind = route");
        DropSettings layout = DropSettings.read(name, settings);
        FileFormat format = format(name);
        Duration lease = settings.duration(DropSetting.LEASE.of(name));
        if (format != null && format.readsMarker() && layout.marker() == null) {
            settings.fault(
                    DropSetting.READY.of(name).key() + " = stable waits for no marker, and the format " + format.name()
                            + " checks the file by what its marker says: set it to marker, or take `marker:` out of the format");
        }
        if (!ledger.isOpen() || work == null || settings.faults().size() > faultsBefore) {
            return;
        }
        Drop drop = new Drop(
                lookup.context(), layout, format, ledger.files(), ledger.lease(lease), work, InstantSource.system());
        List<String> faults = drop.check(
                seesColumns(name, mapper) ? mapper.orderColumns() : Set.of(),
                seesColumns(name, mapper) ? mapper.policyColumns() : Set.of());
        faults.forEach(fault -> settings.fault("source " + name + ": " + fault));
        if (faults.isEmpty() && !look) {
            makeFolders(name, drop);
        }
        mappers.put(name, mapper);
        formats.put(name, format);
        drops.put(name, drop);
    }

    private enum ReportToEach {
        OUTCOME,
        BATCH
    }

    /** Told at start: Camel itself would stop half-way through its routes. */
    private void endpoint(Property property) {
        String uri = settings.text(property);
        int colon = uri.indexOf(':');
        if (!uri.isEmpty() && (colon < 1 || lookup.context().getComponent(uri.substring(0, colon)) == null)) {
            settings.fault(property.key() + ": Camel has no component '"
                    + (colon < 1 ? uri : uri.substring(0, colon))
                    + "': write an endpoint such as direct:name, and have its component on the class path");
        }
    }

    /** Without a transform, which may add columns. */
    private boolean seesColumns(String source, OrderMapper mapper) {
        return mapper != null
                && settings.text(SourceSetting.TRANSFORM.of(source)).isEmpty();
    }

    private void route(String name) {
        OrderMapper mapper = mapper(name);
        refuse(name, Arrays.stream(DropSetting.values()).map(DropSetting::key), "is for kind = drop");
        Set<String> own =
                Arrays.stream(IntakeSetting.values()).map(IntakeSetting::key).collect(Collectors.toSet());
        refuse(
                name,
                Stream.concat(
                        Arrays.stream(TableSetting.values())
                                .map(TableSetting::key)
                                .filter(key -> !own.contains(key)),
                        Stream.of(SourceSetting.DATA_SOURCE.key())),
                "is for kind = table");
        readers.put(name, new RecordReader(IntakeSettings.read(name, settings)));
        if (mapper != null) {
            mappers.put(name, mapper);
        }
    }

    /** Those that a table has not too. */
    private static Stream<String> keysOfIntakeAlone() {
        Set<String> ofTables =
                Arrays.stream(TableSetting.values()).map(TableSetting::key).collect(Collectors.toSet());
        return Arrays.stream(IntakeSetting.values()).map(IntakeSetting::key).filter(key -> !ofTables.contains(key));
    }

    private void makeFolders(String name, Drop drop) {
        try {
            drop.makeFolders();
        } catch (IOException e) {
            settings.fault("source " + name + ": its folders cannot be made: " + e.getMessage());
        }
    }

    /** Tells each of these properties that is set. */
    private void refuse(String source, Stream<String> keys, String why) {
        keys.map(key -> SourceSetting.prefix(source) + key)
                .filter(key -> settings.find(key).isPresent())
                .forEach(key -> settings.fault(key + " " + why + ": remove it"));
    }

    private FileFormat format(String source) {
        return file(DropSetting.FORMAT.of(source), (file, yaml) -> FileFormat.load(file, yaml));
    }

    private OrderMapper mapper(String source) {
        return file(
                SourceSetting.MAPPING.of(source),
                (file, yaml) -> OrderMapper.load(file, yaml, new CamelExpressions(lookup.context())));
    }

    /** What is in the YAML file that the property names; null with its faults. */
    private <T> T file(Property property, BiFunction<String, String, T> load) {
        String file = settings.text(property);
        if (file.isEmpty()) {
            return null;
        }
        try {
            return lookup.text(property.key(), file)
                    .map(yaml -> load.apply(file, yaml))
                    .orElse(null);
        } catch (YamlFaultException e) {
            e.faults().forEach(fault -> settings.fault(fault.toString()));
            return null;
        }
    }
}
