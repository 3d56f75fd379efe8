package io.github.createorder.console;

import io.github.createorder.ledger.Action;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * What the console reads of a request, and nothing else: Camel mixes headers, parameters of the address and form fields, so each
 * is taken from where it belongs, by name.
 *
 * @param path behind the console's own, such as {@code /orders/7}; null when it is no path of ours
 * @param file what was sent along in the form's field {@code file}; null when nothing was
 * @param headers by name in lower case
 * @param remote the address that it came from
 * @param principal the name that the runtime's own login gives; null when there is none
 * @param roles of that login, out of those that were asked for
 * @param wrong why it is not answered; null when nothing is wrong with it
 */
record WebRequest(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> form,
        ByteBuffer file,
        Map<String, String> headers,
        String remote,
        String principal,
        Set<String> roles,
        Wrong wrong) {

    /** Why a request is not answered, by the key of its text. */
    record Wrong(String key, List<Object> values) {
        Wrong(String key, Object... values) {
            this(key, List.of(values));
        }
    }

    static final Set<String> HEADERS =
            Set.of("host", "origin", "sec-fetch-site", "cookie", "accept-language", "x-forwarded-for", "forwarded");

    /** Of which nothing is read but that they are there. */
    private static final Set<String> FORWARDED = Set.of("x-forwarded-for", "forwarded");

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?");
    private static final int MOST_FORM = 200_000;

    /** About a hundred thousand orders of a day. */
    static final int MOST_FILE = 8_000_000;

    /**
     * @param base path of the console
     * @param further names of headers in which a proxy tells who asks, in lower case
     * @param asked roles that the runtime's own login is asked for
     */
    static WebRequest of(Exchange exchange, String base, Set<String> further, Collection<String> asked) {
        Message message = exchange.getMessage();
        Object servlet =
                call(message, "getRequest").filter(WebRequest::isServlet).orElse(null);
        Wrong wrong = null;

        Map<String, String> query = new LinkedHashMap<>();
        Map<String, String> form = new LinkedHashMap<>();
        wrong = parse(message.getHeader(Exchange.HTTP_QUERY, String.class), query, wrong);
        String method = message.getHeader(Exchange.HTTP_METHOD, "GET", String.class);
        ByteBuffer file = null;
        if (method.equals("POST") && isMultipart(message)) {
            try {
                fields(message, servlet, query, form);
                file = file(message, servlet);
            } catch (IOException e) {
                wrong = tooLarge();
            } catch (IllegalArgumentException e) {
                wrong = new Wrong("wrong.twice", String.valueOf(e.getMessage()));
            }
        } else if (method.equals("POST")) {
            wrong = form(message, servlet, query, form, wrong);
        }
        Map<String, String> headers = new TreeMap<>();
        Set<String> names = new TreeSet<>(HEADERS);
        names.addAll(further);
        for (String name : names) {
            // A parameter or field of this name stands among the headers as well: one could pass for a proxy's.
            if (has(query, name) || has(form, name)) {
                wrong = new Wrong("wrong.named", name);
            }
            Object value = message.getHeader(name);
            if (value instanceof Collection<?> && !FORWARDED.contains(name)) {
                wrong = new Wrong("wrong.twice", name);
            } else if (value != null) {
                headers.put(name, String.valueOf(value));
            }
        }
        // HTTP/2 has no such header, and names the host in the address.
        String url = message.getHeader(Exchange.HTTP_URL, String.class);
        if (!headers.containsKey("host") && url != null) {
            headers.put("host", url.replaceFirst("^[a-z]+://", "").replaceFirst("[/?].*$", ""));
        }
        return new WebRequest(
                method,
                path(message.getHeader(Exchange.HTTP_URI, String.class), base),
                query,
                form,
                file,
                headers,
                remote(message, servlet),
                principal(message, servlet),
                roles(message, servlet, asked),
                wrong);
    }

    private static boolean has(Map<String, String> parameters, String name) {
        return parameters.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    /** As it came over the wire: what is encoded, goes up or holds anything but plain names is no path of ours. */
    private static String path(String uri, String base) {
        String raw = uri == null ? "" : uri.split("\\?", 2)[0];
        if (!raw.startsWith(base)) {
            return null;
        }
        String path = raw.substring(base.length());
        if (!PATH.matcher(path).matches() || path.contains("..")) {
            return null;
        }
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static Wrong parse(String text, Map<String, String> into, Wrong wrong) {
        if (text == null || text.isEmpty()) {
            return wrong;
        }
        if (text.length() > MOST_FORM) {
            return tooLong();
        }
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            try {
                String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
                String value = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
                if (into.putIfAbsent(name, value) != null) {
                    wrong = new Wrong("wrong.twice", name);
                }
            } catch (IllegalArgumentException e) {
                wrong = new Wrong("wrong.encoded");
            }
        }
        return wrong;
    }

    /**
     * Vert.x gives a form as a map, servlets as parameters, unless Camel has read the body before: then it is a map too, in which
     * only the blanks are decoded. Else it is text.
     */
    private static Wrong form(
            Message message, Object servlet, Map<String, String> query, Map<String, String> form, Wrong wrong) {
        if (servlet != null) {
            try {
                fields(message, servlet, query, form);
            } catch (IllegalArgumentException e) {
                return new Wrong("wrong.twice", String.valueOf(e.getMessage()));
            }
            if (!form.isEmpty()) {
                return wrong;
            }
        }
        Object body = message.getBody();
        if (body instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> field : map.entrySet()) {
                if (field.getValue() instanceof Collection<?>) {
                    wrong = new Wrong("wrong.twice", field.getKey());
                }
                String value = String.valueOf(field.getValue());
                try {
                    form.put(
                            String.valueOf(field.getKey()),
                            servlet == null ? value : URLDecoder.decode(value, StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    wrong = new Wrong("wrong.encoded");
                }
            }
            return wrong;
        }
        return parse(bounded(message), form, wrong);
    }

    /** No more than is looked at: not every server has a limit of its own. */
    private static String bounded(Message message) {
        try (InputStream in = message.getBody(InputStream.class)) {
            return in == null ? null : new String(in.readNBytes(MOST_FORM + 1), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "%";
        }
    }

    private static boolean isMultipart(Message message) {
        return String.valueOf(message.getHeader(Exchange.CONTENT_TYPE))
                .toLowerCase(Locale.ROOT)
                .startsWith("multipart/form-data");
    }

    /** The text fields of a form that came with a file: Vert.x has them apart, servlets among the parameters. */
    private static void fields(Message message, Object servlet, Map<String, String> query, Map<String, String> form) {
        if (servlet != null) {
            if (call(servlet, "getParameterMap").orElse(null) instanceof Map<?, ?> map) {
                map.forEach((name, values) -> {
                    if (values instanceof String[] texts && !query.containsKey(String.valueOf(name))) {
                        if (texts.length > 1) {
                            throw new IllegalArgumentException(String.valueOf(name));
                        }
                        form.put(String.valueOf(name), texts[0]);
                    }
                });
            }
            return;
        }
        Object attributes = call(message, "getRequest")
                .flatMap(request -> call(request, "formAttributes"))
                .orElse(null);
        if (attributes instanceof Iterable<?> all) {
            for (Object one : all) {
                if (one instanceof Map.Entry<?, ?> field
                        && form.putIfAbsent(String.valueOf(field.getKey()), String.valueOf(field.getValue())) != null) {
                    throw new IllegalArgumentException(String.valueOf(field.getKey()));
                }
            }
        }
    }

    /** Vert.x leaves the only file as the body, and removes it when the answer is sent. */
    private static ByteBuffer file(Message message, Object servlet) throws IOException {
        if (servlet != null) {
            Optional<Object> part = call(servlet, "getPart", "file");
            return part.isEmpty() || !(call(part.get(), "getInputStream").orElse(null) instanceof InputStream in)
                    ? null
                    : bounded(in);
        }
        return message.getBody() instanceof File sent ? bounded(Files.newInputStream(sent.toPath())) : null;
    }

    private static ByteBuffer bounded(InputStream of) throws IOException {
        try (InputStream in = of) {
            byte[] bytes = in.readNBytes(MOST_FILE + 1);
            if (bytes.length > MOST_FILE) {
                throw new IOException("too large");
            }
            return ByteBuffer.wrap(bytes);
        }
    }

    private static String remote(Message message, Object servlet) {
        if (servlet != null) {
            return call(servlet, "getRemoteAddr").map(String::valueOf).orElse("");
        }
        Object address = message.getHeader("CamelVertxPlatformHttpRemoteAddress");
        return address == null
                ? ""
                : call(address, "hostAddress").map(String::valueOf).orElse("");
    }

    /** Spring Security's by the servlet's request, Quarkus's by what Camel has of it. */
    private static String principal(Message message, Object servlet) {
        Optional<?> principal = servlet != null
                ? call(servlet, "getUserPrincipal")
                : identity(message).flatMap(identity -> call(identity, "getPrincipal"));
        return principal
                .flatMap(who -> call(who, "getName"))
                .map(String::valueOf)
                .filter(name -> !name.isEmpty())
                .orElse(null);
    }

    private static Optional<Object> identity(Message message) {
        Object user = message.getHeader("CamelVertxPlatformHttpAuthenticatedUser");
        return user == null ? Optional.empty() : call(user, "getSecurityIdentity");
    }

    private static Set<String> roles(Message message, Object servlet, Collection<String> asked) {
        if (servlet == null) {
            return identity(message)
                                    .flatMap(identity -> call(identity, "getRoles"))
                                    .orElse(null)
                            instanceof Collection<?> roles
                    ? Set.copyOf(roles.stream().map(String::valueOf).toList())
                    : Set.of();
        }
        Set<String> has = new TreeSet<>();
        for (String role : asked) {
            if (call(servlet, "isUserInRole", role).filter(Boolean.TRUE::equals).isPresent()) {
                has.add(role);
            }
        }
        return has;
    }

    private static boolean isServlet(Object request) {
        return find(request.getClass(), "getUserPrincipal", 0) != null;
    }

    /** By name, because servlets and Vert.x belong to runtimes of which a team has one. */
    private static Optional<Object> call(Object on, String name, Object... arguments) {
        Method method = find(on.getClass(), name, arguments.length);
        try {
            return method == null ? Optional.empty() : Optional.ofNullable(method.invoke(on, arguments));
        } catch (IllegalAccessException | InvocationTargetException e) {
            return Optional.empty();
        }
    }

    private static Method find(Class<?> type, String name, int arguments) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            if (java.lang.reflect.Modifier.isPublic(at.getModifiers())) {
                for (Method method : at.getDeclaredMethods()) {
                    if (fits(method, name, arguments)) {
                        return method;
                    }
                }
            }
            for (Class<?> face : at.getInterfaces()) {
                Method method = find(face, name, arguments);
                if (method != null) {
                    return method;
                }
            }
        }
        return null;
    }

    private static boolean fits(Method method, String name, int arguments) {
        return method.getName().equals(name)
                && method.getParameterCount() == arguments
                && java.lang.reflect.Modifier.isPublic(method.getModifiers());
    }

    /** The parts of the path. */
    List<String> segments() {
        return path == null || path.isEmpty()
                ? List.of()
                : List.of(path.substring(1).split("/"));
    }

    /** A parameter of the address; null when it is missing or blank. */
    String asked(String name) {
        return blankToNull(query.get(name));
    }

    /**
     * A parameter of the address as what it stands for; null when it is missing or blank.
     *
     * @param read throws what says that the text is none
     * @throws WrongParameterException when it is none
     */
    <T> T asked(String name, Function<String, T> read) {
        return parsed(name, asked(name), read);
    }

    /** A parameter that is one of these words, or missing. */
    String askedOneOf(String name, Collection<String> words) {
        return asked(name, word -> {
            if (!words.contains(word)) {
                throw new IllegalArgumentException("not among the words");
            }
            return word;
        });
    }

    /** A parameter that is a number, or missing. */
    long askedNumber(String name, long missing) {
        Long number = asked(name, Desk::number);
        return number == null ? missing : number;
    }

    static <T> T parsed(String name, String text, Function<String, T> read) {
        try {
            return text == null ? null : read.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new WrongParameterException(name, text);
        }
    }

    /** What is known of one that the server could not read. */
    static WebRequest unread(String method, Map<String, String> headers, String remote, Wrong wrong) {
        return new WebRequest(method, null, Map.of(), Map.of(), null, headers, remote, null, Set.of(), wrong);
    }

    static Wrong tooLong() {
        return new Wrong("wrong.long", Action.MOST_REASON, MOST_FORM);
    }

    static Wrong tooLarge() {
        return new Wrong("wrong.file", MOST_FILE);
    }

    /** A field of the form; null when it is missing or blank. */
    String field(String name) {
        return blankToNull(form.get(name));
    }

    private static String blankToNull(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    String header(String name) {
        return headers.get(name);
    }

    Optional<String> cookie(String name) {
        for (String cookie : headers.getOrDefault("cookie", "").split(";")) {
            String[] parts = cookie.strip().split("=", 2);
            if (parts.length == 2 && parts[0].equals(name)) {
                return Optional.of(parts[1]);
            }
        }
        return Optional.empty();
    }

    /** Host without its port, in lower case. */
    String host() {
        String host = headers.getOrDefault("host", "").toLowerCase(Locale.ROOT);
        return host.replaceFirst(":\\d+$", "");
    }

    /** Without what was typed. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
