package io.github.createorder.top;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Enumeration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes the HTTP client for camel-http's endpoint option {@code httpClient}. One call is one POST: it never retries,
 * redirects, authenticates or keeps cookies, because one place decides retries and that is not here. TLS is 1.2 or newer
 * with certificate and host name verified. One thread of its own closes idle connections; {@code close()} ends it.
 *
 * <p>The endpoint needs {@code httpMethod=POST&throwExceptionOnFailure=false&disableStreamCache=true&copyHeaders=false} and,
 * so that no header of a message reaches the wire or turns the address, {@code skipRequestHeaders=true} and
 * {@code skipControlHeaders=true}. Content-Type still comes from the message. Gzip needs no option. Camel closes the client
 * when the endpoint stops, so it belongs to one Camel context.
 */
public final class TopHttpClient {

    private static final Duration VALIDATE_AFTER = Duration.ofMillis(250);

    private TopHttpClient() {}

    /**
     * Makes a client with a pool of its own.
     *
     * @throws IllegalArgumentException when the trust store cannot be read
     */
    public static CloseableHttpClient create(TopHttpSettings settings) {
        return create(settings, pool(settings));
    }

    static CloseableHttpClient create(TopHttpSettings settings, PoolingHttpClientConnectionManager pool) {
        HttpClientBuilder builder = HttpClientBuilder.create()
                .setConnectionManager(pool)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout(settings.poolTimeout()))
                        .setResponseTimeout(timeout(settings.responseTimeout()))
                        .setConnectionKeepAlive(timeout(settings.keepAlive()))
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState()
                .evictExpiredConnections()
                .evictIdleConnections(timeout(settings.keepAlive()))
                .setUserAgent("createorder-routes")
                .addExecInterceptorFirst(
                        "guard", new CallGuard(settings.responseTimeout().multipliedBy(2)))
                .addExecInterceptorBefore(ChainElement.MAIN_TRANSPORT.name(), "sent", CallGuard::mark);
        if (settings.proxy() != null) {
            builder.setProxy(
                    new HttpHost(settings.proxy().getHost(), settings.proxy().getPort()));
        }
        return builder.build();
    }

    static PoolingHttpClientConnectionManager pool(TopHttpSettings settings) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(settings.concurrency())
                .setMaxConnTotal(settings.concurrency())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(16 * 1024)
                                .setMaxHeaderCount(200)
                                .build())
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(timeout(settings.responseTimeout()))
                        .setTcpNoDelay(true)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout(settings.connectTimeout()))
                        .setSocketTimeout(timeout(settings.responseTimeout()))
                        .setTimeToLive(timeout(settings.timeToLive()))
                        // A connection that the gateway has closed must be noticed before it is used: a POST into it
                        // would be an unknown outcome. Busy connections skip the check, which costs a millisecond.
                        .setValidateAfterInactivity(timeout(VALIDATE_AFTER))
                        .build())
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(timeout(settings.connectTimeout()))
                        .setSupportedProtocols(TLS.V_1_3, TLS.V_1_2)
                        .build())
                .setTlsSocketStrategy(ClientTlsStrategyBuilder.create()
                        .setSslContext(sslContext(settings.trustStore(), settings.trustStorePassword()))
                        .setTlsVersions(TLS.V_1_3, TLS.V_1_2)
                        .buildClassic())
                .build();
    }

    private static SSLContext sslContext(Path trustStore, String password) {
        if (trustStore == null) {
            return SSLContexts.createDefault();
        }
        char[] secret = password == null ? null : password.toCharArray();
        try {
            KeyStore extra = KeyStore.getInstance(trustStore.toFile(), secret);
            // A context asks its first trust manager only, so both sets of certificates go into one.
            KeyStore all = KeyStore.getInstance("PKCS12");
            all.load(null, null);
            for (X509Certificate certificate : jvmTrust()) {
                all.setCertificateEntry("jvm-" + all.size(), certificate);
            }
            int before = all.size();
            for (Enumeration<String> aliases = extra.aliases(); aliases.hasMoreElements(); ) {
                Certificate certificate = extra.getCertificate(aliases.nextElement());
                if (certificate != null) {
                    all.setCertificateEntry("extra-" + all.size(), certificate);
                }
            }
            if (all.size() == before) {
                throw new IllegalArgumentException("Trust store " + trustStore + " holds no certificate");
            }
            return SSLContexts.custom().loadTrustMaterial(all, null).build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "Trust store " + trustStore
                            + (Files.isReadable(trustStore)
                                    ? " cannot be opened, is the password right?"
                                    : " cannot be read"),
                    e);
        }
    }

    private static X509Certificate[] jvmTrust() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.of(duration);
    }
}
