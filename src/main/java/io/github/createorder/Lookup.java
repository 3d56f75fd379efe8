package io.github.createorder;

import io.github.createorder.config.Setting;
import io.github.createorder.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;

/** Finds the beans and files that properties name. One that is not there is a fault of the settings. */
record Lookup(CamelContext context, Settings settings) {

    /** The bean that the setting names; where it names none, the only one there is. Null with a fault. */
    <T> T bean(Setting setting, Class<T> type) {
        Optional<String> name = settings.find(setting.key());
        if (name.isPresent()) {
            return named(setting.key(), name.get(), type);
        }
        Set<T> all = context.getRegistry().findByType(type);
        if (all.size() != 1) {
            settings.fault(setting.key() + " must name one, because the registry holds " + all.size()
                    + " beans of type " + type.getSimpleName());
            return null;
        }
        return all.iterator().next();
    }

    /** The bean that the property names; where it names none, another one. Null with a fault. */
    <T> T beanOr(String key, T otherwise, Class<T> type) {
        Optional<String> name = settings.find(key);
        return name.isPresent() ? named(key, name.get(), type) : otherwise;
    }

    private <T> T named(String key, String name, Class<T> type) {
        T bean = context.getRegistry().lookupByNameAndType(name, type);
        if (bean == null) {
            Set<String> there =
                    new TreeSet<>(context.getRegistry().findByTypeWithName(type).keySet());
            settings.fault(key + " = '" + name + "': the registry holds no " + type.getSimpleName() + " of this name: "
                    + (there.isEmpty() ? "bind one" : "bind it, or name one of " + String.join(", ", there)));
        }
        return bean;
    }

    /** A text file by path, or with classpath: in front; empty with a fault. */
    Optional<String> text(String key, String location) {
        String uri = location.contains(":") ? location : "file:" + location;
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(context, uri)) {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString();
            // Windows begins a UTF-8 file with a byte order mark.
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            settings.fault(key + ": " + location + " is not in UTF-8: save it again in UTF-8");
            return Optional.empty();
        } catch (IOException e) {
            settings.fault(key + ": " + location + " cannot be read: " + e.getMessage()
                    + ": correct the path, or put the file there");
            return Optional.empty();
        }
    }
}
