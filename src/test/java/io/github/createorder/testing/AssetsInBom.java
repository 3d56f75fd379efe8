package io.github.createorder.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Adds the console's assets of others to the SBOM: they are files of ours, with version, digest and licence. */
public final class AssetsInBom {
    private AssetsInBom() {}

    /** @param args the list of the assets, and the SBOM in CycloneDX's JSON */
    public static void main(String[] args) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Path file = Path.of(args[1]);
        if (!Files.exists(file)) {
            return;
        }
        ObjectNode bom = (ObjectNode) json.readTree(Files.readString(file));
        ArrayNode components = bom.withArray("components");
        List<String> lines = Files.readAllLines(Path.of(args[0]));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            String purl = cells[5].split(" ", 2)[0];
            ObjectNode component = json.createObjectNode();
            component
                    .put("type", "library")
                    .put("bom-ref", purl)
                    .put("name", cells[1])
                    .put("version", cells[2]);
            component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", cells[3]);
            component.putArray("licenses").addObject().putObject("license").put("id", cells[4]);
            component.put("purl", purl);
            for (int i = components.size() - 1; i >= 0; i--) {
                if (components.get(i).path("purl").asText().equals(purl)) {
                    components.remove(i);
                }
            }
            components.add(component);
        }
        Files.writeString(file, json.writerWithDefaultPrettyPrinter().writeValueAsString(bom) + "\n");
    }
}
