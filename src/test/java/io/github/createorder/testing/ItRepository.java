package io.github.createorder.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the local repository of the projects in src/it: links to all that the user's own has, but for our own group, whose jar
 * there may be that of another checkout. So nothing is copied, and what is downloaded is there for the next run.
 */
public final class ItRepository {
    /** Groups beside ours that the projects bring: what is not there yet is to land in the user's repository, too. */
    private static final List<String> NEIGHBOURS =
            List.of("agroal", "fabric8", "micrometer", "netty", "quarkus", "smallrye", "vertx");

    private ItRepository() {}

    /** The user's local repository, the one to be made, and the path of our group, such as io/github/createorder. */
    public static void main(String[] args) throws IOException {
        Path from = Path.of(args[0]);
        Path to = Path.of(args[1]);
        Path ours = Path.of(args[2]);
        for (String neighbour : NEIGHBOURS) {
            Files.createDirectories(from.resolve(ours.getName(0)).resolve(neighbour));
        }
        Files.createDirectories(to.resolve(ours));
        for (Path name = ours; name != null; name = name.getParent()) {
            Path parent = name.getParent();
            link(parent == null ? from : from.resolve(parent), parent == null ? to : to.resolve(parent));
        }
    }

    private static void link(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.toList()) {
                Path link = to.resolve(child.getFileName());
                if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(link, child.toAbsolutePath());
                }
            }
        }
    }
}
