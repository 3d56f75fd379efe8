package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operator's console over HTTP, as a browser without scripts uses it. This file is the same in each runtime's project. */
final class ConsolePages {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final List<String> who;
    private String language = "en";
    private String session = "";

    /** @param who headers, name and value by turns, by which the runtime or a proxy knows who asks */
    ConsolePages(String base, String... who) {
        this.base = base;
        this.who = List.of(who);
    }

    /** Every page in both languages, a form of each kind, what is taken out, and a file that is sent along. */
    void walk(String fileName) throws Exception {
        for (String each : List.of("zh-CN", "en")) {
            language = each;
            String order = first("/errors", "/orders/(\\d+)\"");
            String file = first("/files", "/files/(\\d+)\"");
            String planned = post("/plan", "source", "core", "reason", "tried")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            String job = planned.substring(planned.lastIndexOf('/') + 1);
            for (String path : List.of(
                    "",
                    "/orders",
                    "/orders/" + order,
                    "/orders/" + order + "/edit",
                    "/errors",
                    "/jobs",
                    "/jobs/" + job,
                    "/files",
                    "/files/" + file,
                    "/days",
                    "/gateway",
                    "/audit",
                    "/me",
                    "/plan?source=core")) {
                HttpResponse<String> page = get(path);
                assertThat(page.statusCode()).as(path + "\n" + page.body()).isEqualTo(200);
                assertThat(page.body()).as(path).contains("<html lang=\"" + language + "\"").doesNotContain("\u27e6");
                // Spring Security says more of it.
                assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
                assertThat(page.headers().firstValue("Content-Security-Policy").orElse("")).startsWith("default-src 'none'");
            }
            assertThat(get("").body()).contains(language.equals("en") ? "Beijing time" : "北京时间");
            for (String list : List.of("/orders.csv", "/corrections.csv", "/files/" + file + "/receipt")) {
                HttpResponse<String> taken = get(list);
                assertThat(taken.statusCode()).as(list).isEqualTo(200);
                assertThat(taken.headers().firstValue("Content-Disposition").orElse(""))
                        .as(list)
                        .startsWith("attachment; filename=");
            }
            assertThat(get("/files/" + file).body()).contains(fileName);

            assertThat(post("/jobs/" + job + "/trial").statusCode()).isEqualTo(200);
            assertThat(post("/jobs/" + job + "/cancel").statusCode()).isEqualTo(303);
            assertThat(post("/gateway/pause").statusCode()).as("without a reason").isEqualTo(400);
            assertThat(post("/gateway/resume", "reason", "why").statusCode()).as("while it is open").isEqualTo(409);
            assertThat(post("/gateway/pause", "reason", "试一下 & more").statusCode()).isEqualTo(303);
            assertThat(post("/gateway/resume", "reason", "go on").statusCode()).isEqualTo(303);
            assertThat(get("/audit").body()).contains("试一下 &amp; more");
            assertThat(post("/orders/" + order + "/reveal", "reason", "asked").statusCode()).isEqualTo(200);

            HttpResponse<String> compared = compare(csv(3));
            assertThat(compared.statusCode()).as(compared.body()).isEqualTo(200);
            assertThat(compared.body()).contains("q=TB-NOWHERE-2", "q=TB-NOWHERE-3");
            // More than the 1 MB that Spring Boot takes by itself.
            assertThat(compare(csv(90_000)).statusCode()).isEqualTo(200);
            assertThat(send("/days/compare", "multipart/form-data; boundary=b", part("token", "forged") + "--b--\r\n")
                            .statusCode())
                    .isEqualTo(403);
        }
        Matcher asset = Pattern.compile("(?:href|src)=\"(/[^\"]+/assets/[^\"]+)\"").matcher(get("").body());
        int assets = 0;
        for (; asset.find(); assets++) {
            assertThat(get(asset.group(1).substring(URI.create(base).getPath().length())).statusCode()).isEqualTo(200);
        }
        assertThat(assets).isEqualTo(5);
        for (String path : List.of(
                "/../application.properties",
                "/%2e%2e/%2e%2e/config/application.properties",
                "/assets/%2e%2e%2fapplication.properties",
                "/config/application.properties",
                "/assets/Desk.class",
                "/assets/io/github/createorder/console/Desk.class",
                "/assets/console.css")) {
            // A runtime's own server may refuse it before the console is asked.
            assertThat(get(path).statusCode()).as(path).isIn(400, 404);
        }
        assertThat(http.send(
                                HttpRequest.newBuilder(URI.create(base.replace("127.0.0.1", "localhost") + "/plan"))
                                        .POST(HttpRequest.BodyPublishers.noBody())
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .as("a form without a session")
                .isEqualTo(403);
    }

    /** A viewer looks and does nothing, an operator acts, and whoever is not named gets nothing. */
    static void rights(String base, String name, List<String> viewer, List<String> operator) throws Exception {
        ConsolePages nobody = new ConsolePages(base);
        assertThat(nobody.get("").statusCode()).isEqualTo(401);
        ConsolePages looks = new ConsolePages(base, viewer.toArray(new String[0]));
        HttpResponse<String> page = looks.get("");
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).contains("/me\">" + name + "</a>");
        assertThat(looks.post("/gateway/resume", "reason", "mine").statusCode()).isEqualTo(403);
        assertThat(looks.get("/orders.csv").statusCode()).isEqualTo(403);
        assertThat(looks.compare(csv(1)).statusCode()).isEqualTo(403);
        ConsolePages acts = new ConsolePages(base, operator.toArray(new String[0]));
        assertThat(acts.post("/gateway/pause", "reason", "mine").statusCode()).isEqualTo(303);
        assertThat(acts.post("/gateway/resume", "reason", "mine").statusCode()).isEqualTo(303);
        assertThat(acts.compare(csv(1)).statusCode()).isEqualTo(200);
        assertThat(acts.get("/audit").statusCode()).isEqualTo(403);
        // The session of one is worth nothing to another.
        looks.session = acts.session;
        assertThat(looks.post("/gateway/resume", "reason", "mine").statusCode()).isEqualTo(403);
    }

    private String first(String path, String pattern) throws Exception {
        Matcher found = Pattern.compile(pattern).matcher(get(path).body());
        assertThat(found.find()).as(pattern + " in " + path).isTrue();
        return found.group(1);
    }

    int status(String path) throws Exception {
        return get(path).statusCode();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return remembered(http.send(request(path).build(), HttpResponse.BodyHandlers.ofString()));
    }

    private HttpResponse<String> post(String path, String... fields) throws IOException, InterruptedException {
        StringBuilder form = new StringBuilder("token=" + token());
        for (int i = 0; i < fields.length; i += 2) {
            form.append('&')
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return send(path, "application/x-www-form-urlencoded", form.toString());
    }

    private HttpResponse<String> compare(String csv) throws IOException, InterruptedException {
        return send(
                "/days/compare",
                "multipart/form-data; boundary=b",
                part("token", token())
                        + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"theirs.csv\"\r\nContent-Type: text/csv\r\n\r\n"
                        + csv + "\r\n--b--\r\n");
    }

    private static String part(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String csv(int rows) {
        StringBuilder csv = new StringBuilder("identifier,amount,status\n");
        for (int i = 1; i <= rows; i++) {
            csv.append("TB-NOWHERE-").append(i).append(",1.00,ACCEPTED\n");
        }
        return csv.toString();
    }

    private HttpResponse<String> send(String path, String type, String body) throws IOException, InterruptedException {
        return remembered(http.send(
                request(path)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    /** Of the page that every other one links to. */
    private String token() throws IOException, InterruptedException {
        String page = get("/me").body();
        Matcher token = Pattern.compile("name=\"token\" value=\"([^\"]+)\"").matcher(page);
        assertThat(token.find()).as(page).isTrue();
        return token.group(1);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).header("Accept-Language", language);
        if (!session.isEmpty()) {
            request.header("Cookie", session);
        }
        for (int i = 0; i < who.size(); i += 2) {
            request.header(who.get(i), who.get(i + 1));
        }
        return request;
    }

    private HttpResponse<String> remembered(HttpResponse<String> answer) {
        answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("createorder-session="))
                .forEach(cookie -> session = cookie.split(";")[0]);
        return answer;
    }
}
