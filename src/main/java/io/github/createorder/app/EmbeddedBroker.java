package io.github.createorder.app;

import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.apache.activemq.artemis.utils.VersionLoader;
import org.apache.activemq.artemis.utils.critical.CriticalAnalyzerPolicy;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/**
 * A durable Artemis inside this JVM, for one machine: the queues of failures survive a restart and a kill.
 *
 * <p>Reached within the JVM, and from other processes of the machine when a TCP acceptor is given; never from outside.
 * Only the Core protocol, no JMX, no management messages.
 *
 * <p>A message that fails on the redelivery queue is delivered again after 1, 2, 4 ... 60 seconds. After 10 deliveries it
 * goes back to the error queue, where people look.
 */
public final class EmbeddedBroker implements AutoCloseable {

    /**
     * The queues that are made at start.
     *
     * @param errors where failures wait for people
     * @param redelivery what is moved here is sent again
     * @param poison what was on the redelivery queue and is no message of ours
     */
    public record Queues(String errors, String redelivery, String poison) {
        public static final Queues DEFAULT =
                new Queues("createorder.errors", "createorder.redelivery", "createorder.poison");
    }

    /**
     * An acceptor on 127.0.0.1, so that consoles and the command line reach the broker.
     *
     * @param port TCP port
     * @param user name to log in with, not blank
     * @param password not blank
     */
    public record Tcp(int port, String user, String password) {
        public Tcp {
            if (user.isBlank() || password.isBlank()) {
                throw new IllegalArgumentException("The broker's TCP acceptor needs a user and a password");
            }
        }

        @Override
        public String toString() {
            return "Tcp[port=" + port + ", user=" + user + "]";
        }
    }

    private static final AtomicInteger IN_VM_IDS = new AtomicInteger();
    private static final String ROLE = "createorder";
    private static final int MEGABYTE = 1024 * 1024;

    private final Path directory;
    private final FileChannel lockFile;
    private final EmbeddedActiveMQ server;
    private final JmsPoolConnectionFactory connectionFactory;
    private final Tcp tcp;
    private final CompletableFuture<Duration> started = new CompletableFuture<>();

    private EmbeddedBroker(
            Path directory,
            FileChannel lockFile,
            EmbeddedActiveMQ server,
            JmsPoolConnectionFactory connectionFactory,
            Tcp tcp) {
        this.directory = directory;
        this.tcp = tcp;
        this.lockFile = lockFile;
        this.server = server;
        this.connectionFactory = connectionFactory;
    }

    /** A broker that only this JVM reaches, with the queues' usual names. */
    public static EmbeddedBroker start(Path dataDirectory) {
        return start(dataDirectory, Queues.DEFAULT, null);
    }

    /**
     * Starts a broker, with whatever it held when it was stopped or killed.
     *
     * @param dataDirectory its own directory, made when it is not there
     * @param queues names of the queues
     * @param tcp null when only this JVM is to reach it
     * @throws IllegalStateException when the directory is in use by another broker, or the broker does not come up; the
     *     message says which
     */
    public static EmbeddedBroker start(Path dataDirectory, Queues queues, Tcp tcp) {
        return start(dataDirectory, queues, tcp, Duration.ofSeconds(1));
    }

    static EmbeddedBroker start(Path dataDirectory, Queues queues, Tcp tcp, Duration redeliveryDelay) {
        EmbeddedBroker broker = begin(dataDirectory, queues, tcp, redeliveryDelay);
        try {
            broker.awaitStart();
            return broker;
        } catch (IllegalStateException e) {
            broker.close();
            throw e;
        }
    }

    /**
     * The same, but returns when the directory is its own; it comes up beside the caller, who has to {@link #awaitStart} before
     * the first connection is asked for, and to close it whatever becomes of it.
     */
    static EmbeddedBroker begin(Path dataDirectory, Queues queues, Tcp tcp) {
        return begin(dataDirectory, queues, tcp, Duration.ofSeconds(1));
    }

    private static EmbeddedBroker begin(Path dataDirectory, Queues queues, Tcp tcp, Duration redeliveryDelay) {
        FileChannel lockFile = lock(dataDirectory);
        int inVmId = IN_VM_IDS.getAndIncrement();
        Login inVm = new Login("in-vm", UUID.randomUUID().toString());
        EmbeddedBroker broker =
                new EmbeddedBroker(dataDirectory, lockFile, new EmbeddedActiveMQ(), pool(inVmId, inVm), tcp);
        Thread thread = new Thread(
                () -> broker.comeUp(configuration(dataDirectory, queues, inVmId, redeliveryDelay.toMillis()), inVm),
                "createorder-broker-start");
        thread.start();
        return broker;
    }

    private void comeUp(Configuration configuration, Login inVm) {
        long start = System.nanoTime();
        try {
            Map<String, String> passwords;
            if (tcp == null) {
                passwords = Map.of(inVm.user, inVm.password);
            } else {
                passwords = Map.of(inVm.user, inVm.password, tcp.user, tcp.password);
                configuration.addAcceptorConfiguration(new TransportConfiguration(
                        NettyAcceptorFactory.class.getName(),
                        Map.of("host", "127.0.0.1", "port", tcp.port, "protocols", "CORE"),
                        "loopback"));
            }
            server.setConfiguration(configuration)
                    .setPropertiesResourcePath(null)
                    .setSecurityManager(new Passwords(passwords));
            startServer(server);
            started.complete(Duration.ofNanos(System.nanoTime() - start));
        } catch (Throwable e) {
            started.completeExceptionally(e);
        }
    }

    /**
     * Returns when it has come up.
     *
     * @throws IllegalStateException when it does not; the message says why
     */
    void awaitStart() {
        try {
            started.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "The embedded broker in " + directory + " does not start: "
                            + e.getCause().getMessage(),
                    e.getCause());
        }
    }

    /** Connections to this broker within this JVM, pooled. Closed with the broker. */
    public ConnectionFactory connectionFactory() {
        return connectionFactory;
    }

    /** Where other processes reach it; empty when none does. */
    Optional<String> address() {
        return Optional.ofNullable(tcp).map(open -> "127.0.0.1:" + open.port);
    }

    /** Of the Artemis that is embedded. */
    static String version() {
        return VersionLoader.getVersion().getFullVersion();
    }

    /** How long it took to come up. */
    public Duration startTime() {
        return started.join();
    }

    @Override
    public void close() {
        connectionFactory.stop();
        // Not while it comes up: half of it would stay.
        boolean up = started.handle((time, failure) -> failure == null).join();
        try {
            if (server.getActiveMQServer() != null) {
                server.stop();
            }
        } catch (Exception e) {
            if (up) {
                throw new IllegalStateException("The embedded broker does not stop: " + e.getMessage(), e);
            }
        } finally {
            closeQuietly(lockFile);
        }
    }

    /** Artemis itself would wait for its journal's lock without a word. */
    private static FileChannel lock(Path dataDirectory) {
        try {
            Files.createDirectories(dataDirectory);
            FileChannel channel = FileChannel.open(
                    dataDirectory.resolve("in-use.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return channel;
            }
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded broker cannot write to " + dataDirectory, e);
        }
        throw new IllegalStateException(
                "The embedded broker's directory " + dataDirectory
                        + " is in use: another createorder process runs on it. Stop that one, or give this one its own directory");
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The server's own start returns as if all were well when its activation fails. */
    private static void startServer(EmbeddedActiveMQ server) throws Exception {
        AtomicReference<Exception> failure = new AtomicReference<>();
        server.createActiveMQServer();
        server.getActiveMQServer().registerActivationFailureListener(failure::set);
        server.start();
        if (failure.get() != null) {
            throw failure.get();
        }
        if (!server.getActiveMQServer().isActive()) {
            throw new IllegalStateException("it did not become active; the log says why");
        }
    }

    private static Configuration configuration(Path directory, Queues queues, int inVmId, long redeliveryDelay) {
        Configuration configuration = new ConfigurationImpl()
                .setName("createorder")
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setLargeMessagesDirectory(directory.resolve("large").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setJournalFileSize(4 * MEGABYTE)
                .setJournalMinFiles(2)
                // The default waits 3.3 ms for company before each sync; our senders come alone.
                .setJournalBufferTimeout_NIO(200_000)
                .setJournalLockAcquisitionTimeout(2_000)
                .setGlobalMaxSize(64L * MEGABYTE)
                // The default blocks senders forever on a disk that is 90 % full, however large the disk.
                .setMinDiskFree(100L * MEGABYTE)
                .setPersistIDCache(true)
                .setIDCacheSize(20_000)
                .setJMXManagementEnabled(false)
                .setMessageCounterEnabled(false)
                .setSuppressSessionNotifications(true)
                .setCriticalAnalyzerPolicy(CriticalAnalyzerPolicy.LOG)
                .setSecurityEnabled(true)
                .addAcceptorConfiguration(new TransportConfiguration(
                        InVMAcceptorFactory.class.getName(), Map.of("serverId", inVmId), "in-vm"));
        // Everything but management: nobody needs it, and it can do anything.
        configuration.putSecurityRoles(
                "#", Set.of(new Role(ROLE, true, true, true, true, true, true, false, true, true, true, false, false)));
        configuration.putSecurityRoles("activemq.management.#", Set.of());
        configuration.addAddressSetting(
                "#", settings(queues.poison, redeliveryDelay).setMaxDeliveryAttempts(10));
        // People take from these by hand: looking, or a move that is broken off, must not cost a message.
        configuration.addAddressSetting(queues.errors, searched(queues.poison, redeliveryDelay));
        configuration.addAddressSetting(queues.poison, searched(queues.poison, redeliveryDelay));
        configuration.addAddressSetting(
                queues.redelivery,
                settings(queues.errors, redeliveryDelay)
                        .setMaxDeliveryAttempts(10)
                        // The same message may rightly come here twice, with the duplicate id that it was published
                        // with.
                        .setIDCacheSize(0));
        for (String queue : List.of(queues.errors, queues.redelivery, queues.poison)) {
            configuration.addQueueConfiguration(QueueConfiguration.of(queue)
                    .setAddress(queue)
                    .setRoutingType(RoutingType.ANYCAST)
                    .setDurable(true));
        }
        return configuration;
    }

    /**
     * For a queue that people look through. Of a queue on disk a selector sees what fits in memory, by default two pages: who
     * looks for one message behind some thousands would not find it.
     */
    private static AddressSettings searched(String deadLetters, long redeliveryDelay) {
        return settings(deadLetters, redeliveryDelay)
                .setMaxDeliveryAttempts(-1)
                .setRedeliveryDelay(0)
                .setMaxReadPageMessages(-1)
                .setMaxReadPageBytes(
                        (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 8));
    }

    private static AddressSettings settings(String deadLetters, long redeliveryDelay) {
        return new AddressSettings()
                .setDeadLetterAddress(SimpleString.of(deadLetters))
                // Whatever a console or a client would have expire: none of these may get lost.
                .setNoExpiry(true)
                .setExpiryAddress(SimpleString.of(deadLetters))
                .setRedeliveryDelay(redeliveryDelay)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(60_000)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setMaxSizeBytes(16L * MEGABYTE)
                .setPageSizeBytes(MEGABYTE)
                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                .setAutoCreateQueues(true)
                .setAutoDeleteQueues(false)
                .setAutoCreateAddresses(true)
                .setAutoDeleteAddresses(false);
    }

    private static JmsPoolConnectionFactory pool(int inVmId, Login login) {
        ActiveMQConnectionFactory target = new ActiveMQConnectionFactory("vm://" + inVmId, login.user, login.password);
        target.setDeserializationDenyList("*");
        target.setCallTimeout(10_000);
        // Else each message asks the broker for its queue.
        target.setCacheDestinations(true);
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(target);
        pool.setMaxConnections(2);
        return pool;
    }

    private static void closeQuietly(FileChannel lockFile) {
        try {
            lockFile.close();
        } catch (IOException e) {
            // The lock is given up all the same.
        }
    }

    private record Login(String user, String password) {}

    /** Artemis brings either JAAS or a deprecated class. */
    private static final class Passwords implements ActiveMQSecurityManager {
        private final Map<String, String> passwords;

        Passwords(Map<String, String> passwords) {
            this.passwords = passwords;
        }

        @Override
        public boolean validateUser(String user, String password) {
            return user != null && password != null && sameText(password, passwords.get(user));
        }

        @Override
        public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType check) {
            return validateUser(user, password)
                    && roles != null
                    && roles.stream().anyMatch(role -> role.getName().equals(ROLE) && check.hasRole(role));
        }

        /** Takes the same time wherever the texts differ. */
        private static boolean sameText(String given, String wanted) {
            return wanted != null
                    && MessageDigest.isEqual(
                            given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
        }
    }
}
