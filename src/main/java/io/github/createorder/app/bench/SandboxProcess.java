package io.github.createorder.app.bench;

import io.github.createorder.app.App;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A sandbox gateway in a process of its own, so that its CPU is not counted as ours. */
final class SandboxProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private SandboxProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static SandboxProcess start(String appKey, String appSecret, int latencyMillis) throws IOException {
        return start(appKey, appSecret, latencyMillis, null);
    }

    /** @param journal where it keeps what it accepted; null for nowhere */
    static SandboxProcess start(String appKey, String appSecret, int latencyMillis, Path journal) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                App.class.getName(),
                "sandbox",
                "--port=0",
                "--app-key=" + appKey,
                "--latency=" + latencyMillis));
        if (journal != null) {
            command.add("--journal=" + journal);
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CREATEORDER_SANDBOX_SECRET", appSecret);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            int at = line.indexOf("http://127.0.0.1:");
            if (at >= 0) {
                String rest = line.substring(at + "http://127.0.0.1:".length());
                return new SandboxProcess(process, Integer.parseInt(rest.substring(0, rest.indexOf('/'))));
            }
        }
        throw new IOException("The sandbox did not start, exit code " + process.destroyForcibly());
    }

    Process process() {
        return process;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
