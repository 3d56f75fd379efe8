package io.github.createorder.top;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpHead;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.util.Timeout;

/** This machine's clock against the gateway's, which refuses requests whose time is more than ten minutes off. */
public final class GatewayClock {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private GatewayClock() {}

    /**
     * How far this machine is ahead of the gateway by the Date of its answer to a HEAD request, to a second or two.
     *
     * @return empty when the gateway cannot be reached or tells no time
     */
    public static Optional<Duration> ahead(CloseableHttpClient client, String url, InstantSource clock) {
        HttpHead request = new HttpHead(url);
        request.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(PATIENCE))
                .setResponseTimeout(Timeout.of(PATIENCE))
                .setRedirectsEnabled(false)
                .build());
        try {
            return client.execute(request, response -> {
                Header date = response.getFirstHeader(HttpHeaders.DATE);
                return date == null ? Optional.empty() : ahead(date.getValue(), clock.instant());
            });
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> ahead(String date, Instant now) {
        try {
            Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(Duration.between(theirs, now));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
