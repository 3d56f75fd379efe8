package io.github.createorder.app.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** The wire limit: HttpClient 5 with a pool and nothing else, one thread a connection, answers only searched for success. */
final class BareClient implements AutoCloseable {
    private static final ContentType FORM = ContentType.create("application/x-www-form-urlencoded", "UTF-8");

    private final String url;
    private final int concurrency;
    private final CloseableHttpClient client;
    private final ExecutorService workers;

    BareClient(String url, int concurrency) {
        this.url = url;
        this.concurrency = concurrency;
        client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(concurrency)
                        .setMaxConnTotal(concurrency)
                        .build())
                .disableAutomaticRetries()
                .disableCookieManagement()
                .build();
        workers = Executors.newFixedThreadPool(concurrency);
    }

    void fire(List<byte[]> bodies) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> ends = new java.util.ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            ends.add(workers.submit(() -> {
                for (int n = next.getAndIncrement(); n < bodies.size(); n = next.getAndIncrement()) {
                    post(bodies.get(n));
                }
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get();
        }
    }

    private void post(byte[] body) throws IOException {
        HttpPost post = new HttpPost(url);
        post.setEntity(new ByteArrayEntity(body, FORM));
        String answer = client.execute(post, response -> EntityUtils.toString(response.getEntity()));
        if (!answer.contains("\"is_success\":true")) {
            throw new IOException("The sandbox did not accept: " + answer);
        }
    }

    @Override
    public void close() throws IOException {
        workers.shutdownNow();
        client.close();
    }
}
