package io.github.createorder.drop;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of a known_hosts file as OpenSSH reads it: names and patterns with {@code *}, {@code ?} and {@code !}, lists of them,
 * hashed names, {@code [host]:port}, revoked keys. With a byte order mark or line ends of Windows it is read all the same.
 * Nothing is ever added to it.
 */
final class KnownHosts implements HostKeyRepository {
    private static final String BOM = "\uFEFF";
    private static final String HASHED = "|1|";

    private final Path file;
    private final List<Line> lines = new ArrayList<>();

    /** @param key in Base64 */
    private record Line(boolean revoked, String hosts, String key) {}

    private KnownHosts(Path file) {
        this.file = file;
    }

    static KnownHosts read(Path file) throws IOException {
        KnownHosts known = new KnownHosts(file);
        // Names are ASCII; a comment may be in any charset.
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        (text.startsWith(BOM) ? text.substring(1) : text).lines().forEach(known::add);
        return known;
    }

    private void add(String line) {
        String[] words = line.strip().split("\\s+");
        int first = words[0].startsWith("@") ? 1 : 0;
        // Keys of certificate authorities vouch for certificates, which are not used here.
        if (line.isBlank()
                || words[0].startsWith("#")
                || words[0].equals("@cert-authority")
                || words.length < first + 3) {
            return;
        }
        try {
            lines.add(new Line(
                    words[0].equals("@revoked"),
                    words[first],
                    base64(Base64.getDecoder().decode(words[first + 2]))));
        } catch (IllegalArgumentException e) {
            // no key; the host will be unknown, which says so
        }
    }

    private static String base64(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }

    private List<Line> of(String host) {
        return lines.stream().filter(line -> matches(line.hosts, host)).toList();
    }

    /** JSch asks for {@code [host]:port} when the port is another than 22; a line without the port is good for every port. */
    private static boolean matches(String hosts, String host) {
        int end = host.startsWith("[") ? host.indexOf("]:") : -1;
        return matchesName(hosts, host) || (end > 0 && matchesName(hosts, host.substring(1, end)));
    }

    private static boolean matchesName(String hosts, String host) {
        if (hosts.startsWith(HASHED)) {
            return matchesHash(hosts, host);
        }
        boolean matches = false;
        for (String pattern : hosts.split(",")) {
            boolean not = pattern.startsWith("!");
            if (pattern(not ? pattern.substring(1) : pattern).matcher(host).matches()) {
                if (not) {
                    return false;
                }
                matches = true;
            }
        }
        return matches;
    }

    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        glob.chars()
                .forEach(c -> regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c))));
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
    }

    private static boolean matchesHash(String hashed, String host) {
        String[] parts = hashed.substring(HASHED.length()).split("\\|");
        if (parts.length != 2) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[0]), "HmacSHA1"));
            byte[] hash = mac.doFinal(host.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[1]));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public int check(String host, byte[] key) {
        List<Line> known = of(host);
        if (known.isEmpty()) {
            return NOT_INCLUDED;
        }
        String wanted = base64(key);
        boolean revoked = known.stream().anyMatch(line -> line.revoked && line.key.equals(wanted));
        return !revoked && known.stream().anyMatch(line -> !line.revoked && line.key.equals(wanted)) ? OK : CHANGED;
    }

    @Override
    public HostKey[] getHostKey(String host, String type) {
        List<HostKey> keys = new ArrayList<>();
        for (Line line : host == null ? lines : of(host)) {
            try {
                HostKey key = new HostKey(host, Base64.getDecoder().decode(line.key));
                if (!line.revoked && (type == null || type.equals(key.getType()))) {
                    keys.add(key);
                }
            } catch (JSchException | ArrayIndexOutOfBoundsException e) {
                // of a kind that JSch does not know
            }
        }
        return keys.toArray(new HostKey[0]);
    }

    @Override
    public HostKey[] getHostKey() {
        return getHostKey(null, null);
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return file.toString();
    }

    @Override
    public void add(HostKey key, UserInfo ui) {
        throw new UnsupportedOperationException("no key is ever added by itself");
    }

    @Override
    public void remove(String host, String type) {
        throw new UnsupportedOperationException("no key is ever removed");
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        throw new UnsupportedOperationException("no key is ever removed");
    }
}
