package io.github.createorder.drop;

import static com.jcraft.jsch.HostKeyRepository.CHANGED;
import static com.jcraft.jsch.HostKeyRepository.NOT_INCLUDED;
import static com.jcraft.jsch.HostKeyRepository.OK;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** known_hosts files as OpenSSH, Windows editors and administrators write them. */
class KnownHostsTest {
    private static final String KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static final String OTHER = "AAAAC3NzaC1lZDI1NTE5AAAAIBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

    @TempDir
    Path folder;

    private int check(String file, String host, String key) throws IOException {
        Path path = Files.writeString(folder.resolve("known_hosts"), file);
        return KnownHosts.read(path).check(host, Base64.getDecoder().decode(key));
    }

    private static String line(String hosts) {
        return hosts + " ssh-ed25519 " + KEY + " comment of somebody\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bank.example | bank.example",
                "BANK.example | bank.EXAMPLE",
                "other,bank.example,10.0.0.1 | 10.0.0.1",
                "*.bank.example | sftp.bank.example",
                "sftp?.bank.example | sftp1.bank.example",
                "[bank.example]:2222 | [bank.example]:2222",
                "[*.bank.example]:2222 | [sftp.bank.example]:2222",
                "bank.example | [bank.example]:2222",
                "*.example,!evil.example | bank.example"
            })
    void hostIsKnownBy(String hosts, String host) throws Exception {
        assertThat(check(line(hosts), host, KEY)).isEqualTo(OK);
        assertThat(check(line(hosts), host, OTHER)).isEqualTo(CHANGED);
        Path path = folder.resolve("known_hosts");
        assertThat(KnownHosts.read(path).getHostKey(host, null))
                .as("which kinds of keys to ask for")
                .hasSize(1);
        assertThat(KnownHosts.read(path).getHostKey(host, "ssh-rsa")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bank.example | bank.example.evil",
                "bank.example | bankXexample",
                "*.bank.example | bank.example",
                "[bank.example]:2222 | bank.example",
                "[bank.example]:2222 | [bank.example]:22222",
                "*.example,!evil.example | evil.example",
                "# bank.example | bank.example"
            })
    void hostIsNotKnownBy(String hosts, String host) throws Exception {
        assertThat(check(line(hosts), host, KEY)).isEqualTo(NOT_INCLUDED);
    }

    @Test
    void hashedNames() throws Exception {
        byte[] salt = "0123456789abcdefghij".getBytes(StandardCharsets.US_ASCII);
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(salt, "HmacSHA1"));
        byte[] hash = mac.doFinal("[bank.example]:2222".getBytes(StandardCharsets.US_ASCII));
        Base64.Encoder base64 = Base64.getEncoder();
        String file = line("|1|" + base64.encodeToString(salt) + "|" + base64.encodeToString(hash));
        assertThat(check(file, "[bank.example]:2222", KEY)).isEqualTo(OK);
        assertThat(check(file, "bank.example", KEY)).isEqualTo(NOT_INCLUDED);
    }

    @Test
    void byteOrderMarkAndLineEndsOfWindows() throws Exception {
        String file = "\uFEFF" + line("first.example").replace("\n", "\r\n") + "\r\n" + "bank.example ssh-ed25519 "
                + KEY + "\r\n";
        assertThat(check(file, "first.example", KEY)).isEqualTo(OK);
        assertThat(check(file, "bank.example", KEY)).isEqualTo(OK);
    }

    @Test
    void revokedKeyIsNeverGoodAndLinesThatAreNoneHoldUpNoOther() throws Exception {
        String file =
                line("@revoked *") + "bank.example ssh-ed25519 no-base64!\n" + "nonsense\n" + line("bank.example");
        assertThat(check(file, "bank.example", KEY)).isEqualTo(CHANGED);
        assertThat(check(file.replace("@revoked", "#"), "bank.example", KEY)).isEqualTo(OK);
        assertThat(check(line("@cert-authority *"), "bank.example", KEY)).isEqualTo(NOT_INCLUDED);
    }

    @Test
    void secondKeyOfAHostIsGoodToo() throws Exception {
        String file = line("bank.example") + line("bank.example").replace(KEY, OTHER);
        assertThat(check(file, "bank.example", OTHER)).isEqualTo(OK);
    }
}
