package io.github.createorder.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** CPU of processes of this machine, in milliseconds. */
final class Cpu {
    /** Of Linux, on every machine that runs Java. */
    private static final int MILLIS_A_TICK = 10;

    private Cpu() {}

    /** Of a process that still runs, since it was started. */
    static double of(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e6;
    }

    /** A PostgreSQL server with all its processes, also those that have ended. */
    interface PostgreSql {
        /** So far; NaN when the server is no PostgreSQL of this machine. */
        double millis();
    }

    static PostgreSql postgreSql(JdbcTemplate database) {
        try {
            // Found while the connection is open: its process ends with it.
            ProcessHandle server = database.queryForObject(
                    "SELECT pg_backend_pid()",
                    (row, n) -> ProcessHandle.of(row.getLong(1))
                            .filter(process ->
                                    process.info().command().orElse("").endsWith("postgres"))
                            .flatMap(ProcessHandle::parent)
                            .orElseThrow());
            // Linux counts a process's children that have ended with it.
            return () -> millis(server, 4)
                    + server.children().mapToDouble(child -> millis(child, 2)).sum();
        } catch (DataAccessException | java.util.NoSuchElementException e) {
            return () -> Double.NaN;
        }
    }

    /** The first so many of: in user mode, in the kernel, and both of children that have ended. */
    private static double millis(ProcessHandle process, int fields) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
            // Behind the name, which may hold anything: state is the 3rd field, utime the 14th.
            List<String> values =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
            return values.subList(11, 11 + fields).stream()
                            .mapToLong(Long::parseLong)
                            .sum()
                    * (double) MILLIS_A_TICK;
        } catch (IOException e) {
            // It has just ended.
            return 0;
        }
    }
}
