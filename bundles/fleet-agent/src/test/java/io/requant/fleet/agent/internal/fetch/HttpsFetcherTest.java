package io.requant.fleet.agent.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.requant.fleet.agent.internal.machine.Fetcher.Outcome;
import io.requant.fleet.agent.internal.machine.Fetcher.Outcome.Failed;
import io.requant.fleet.agent.internal.machine.Fetcher.Outcome.Fetched;
import io.requant.fleet.agent.internal.machine.Fetcher.Wanted;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.testing.GuardedMosquitto;
import io.requant.model.network.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are good, broken or hostile. */
class HttpsFetcherTest {

  private static final byte[] CONTENT = content();

  @TempDir static Path temporary;
  private static Path certificates;

  @TempDir Path parts;
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
  private final List<String> ranges = new java.util.concurrent.CopyOnWriteArrayList<>();
  private final ExecutorService serving = Executors.newCachedThreadPool();
  private HttpsServer server;
  private HttpsFetcher fetcher;

  private static byte[] content() {
    byte[] bytes = new byte[200_000];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  @BeforeAll
  static void certificates() throws Exception {
    certificates = temporary.toRealPath();
    GuardedMosquitto.certificates(certificates, 365, "broker");
  }

  @BeforeEach
  void start() throws Exception {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(serverTls()));
    server.setExecutor(serving);
    server.start();
    fetcher = fetcher(Duration.ofSeconds(10));
  }

  @AfterEach
  void stop() {
    fetcher.close();
    server.stop(0);
    serving.shutdownNow();
  }

  private static SSLContext serverTls() throws Exception {
    char[] password = Files.readString(certificates.resolve("password")).strip().toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(certificates.resolve("broker.p12"))) {
      keys.load(in, password);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private HttpsFetcher fetcher(Duration attempt) throws Exception {
    return new HttpsFetcher(
        "test",
        new HttpsFetcher.Settings(
            parts, Duration.ofSeconds(5), attempt, Duration.ofMillis(5), Duration.ofMillis(20)),
        Authorities.of(certificates.resolve("trust.p12"), certificates.resolve("password")),
        new Random(1));
  }

  private interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  private URI serve(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
          try (exchange) {
            answer.give(exchange);
          }
        });
    return url(path);
  }

  private URI url(String path) {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private Outcome fetch(URI... urls) throws InterruptedException {
    fetcher.begin(new Wanted(Digest.of(CONTENT), CONTENT.length, List.of(urls)), outcomes::add);
    Outcome outcome = outcomes.poll(30, TimeUnit.SECONDS);
    assertThat(outcome).as("an outcome within 30 s").isNotNull();
    return outcome;
  }

  private void assertFetched(Outcome outcome) throws IOException {
    assertThat(outcome).isInstanceOf(Fetched.class);
    assertThat(((Fetched) outcome).content()).isEqualTo(CONTENT);
    try (var left = Files.list(parts)) {
      assertThat(left).as("nothing is left behind").isEmpty();
    }
  }

  private static void assertFailed(Outcome outcome, RejectionCode code, String why) {
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(((Failed) outcome).code()).isEqualTo(code);
    assertThat(((Failed) outcome).message()).contains(why);
  }

  @Test
  void whatIsThereIsFetched() throws Exception {
    assertFetched(fetch(serve("/good", exchange -> send(exchange, 200, CONTENT))));
  }

  @Test
  void aBrokenDownloadGoesOnWhereItBrokeAlsoInAnotherProcess() throws Exception {
    int half = 100_000;
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch broken = new CountDownLatch(1);
    URI url =
        serve(
            "/breaks",
            exchange -> {
              if (calls.incrementAndGet() == 1) {
                exchange.sendResponseHeaders(200, CONTENT.length);
                exchange.getResponseBody().write(CONTENT, 0, half);
                exchange.getResponseBody().flush();
              } else if (broken.getCount() > 0) {
                broken.countDown();
                exchange.sendResponseHeaders(503, -1);
              } else {
                String from = exchange.getRequestHeaders().getFirst("Range");
                int start = Integer.parseInt(from.substring("bytes=".length(), from.length() - 1));
                exchange
                    .getResponseHeaders()
                    .add(
                        "Content-Range",
                        "bytes " + start + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
                send(exchange, 206, Arrays.copyOfRange(CONTENT, start, CONTENT.length));
              }
            });
    fetcher.begin(new Wanted(Digest.of(CONTENT), CONTENT.length, List.of(url)), outcome -> {});
    assertThat(broken.await(20, TimeUnit.SECONDS)).isTrue();
    fetcher.close();
    fetcher = fetcher(Duration.ofSeconds(10));
    assertFetched(fetch(url));
    assertThat(ranges.get(0)).isEqualTo("null");
    assertThat(ranges.get(ranges.size() - 1)).matches("bytes=[1-9][0-9]*-");
  }

  @Test
  void aServerThatKnowsNoRangesSendsTheWholeAgain() throws Exception {
    Files.write(parts.resolve(Digest.of(CONTENT).hex() + ".part"), Arrays.copyOf(CONTENT, 70_000));
    Files.write(parts.resolve("another.part"), new byte[3]);
    assertFetched(fetch(serve("/whole", exchange -> send(exchange, 200, CONTENT))));
    assertThat(ranges).containsExactly("bytes=70000-");
  }

  @Test
  void aPartThatWasNotAskedForIsNotTaken() throws Exception {
    Files.write(parts.resolve(Digest.of(CONTENT).hex() + ".part"), Arrays.copyOf(CONTENT, 70_000));
    assertFetched(
        fetch(
            serve(
                "/other-part",
                exchange -> {
                  if (exchange.getRequestHeaders().containsKey("Range")) {
                    exchange.getResponseHeaders().add("Content-Range", "bytes 0-9/10");
                    send(exchange, 206, new byte[10]);
                  } else {
                    send(exchange, 200, CONTENT);
                  }
                })));
  }

  @Test
  void otherContentOfTheSameLengthIsRefused() throws Exception {
    byte[] other = CONTENT.clone();
    other[7] ^= 1;
    assertFailed(
        fetch(serve("/other", exchange -> send(exchange, 200, other))),
        RejectionCode.POLICY_DIGEST_MISMATCH,
        "/other: has other content");
  }

  @Test
  void aBodyThatIsAlwaysTooShortIsGivenUp() throws Exception {
    assertFailed(
        fetch(serve("/short", exchange -> send(exchange, 200, new byte[10]))),
        RejectionCode.FETCH_FAILED,
        "has sent 10 of 200000 bytes; given up after 12 attempts");
  }

  @Test
  void aBodyThatNeverEndsIsCutOff() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    URI endless =
        serve(
            "/endless",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              OutputStream out = exchange.getResponseBody();
              try {
                while (true) {
                  out.write(CONTENT);
                }
              } catch (IOException e) {
                cut.countDown();
                throw e;
              }
            });
    assertFailed(fetch(endless), RejectionCode.FETCH_FAILED, "sends more than the 200000 bytes");
    assertThat(cut.await(10, TimeUnit.SECONDS)).as("the connection is closed").isTrue();
    try (var left = Files.list(parts)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    URI good = serve("/good", exchange -> send(exchange, 200, CONTENT));
    URI moved =
        serve(
            "/moved",
            exchange -> {
              exchange.getResponseHeaders().add("Location", good.toString());
              exchange.sendResponseHeaders(302, -1);
            });
    assertFailed(fetch(moved), RejectionCode.FETCH_FAILED, "answers 302; redirects are not");
    assertThat(ranges).as("one request").hasSize(1);
  }

  @Test
  void aServerOfAnotherAuthorityIsNotBelieved() throws Exception {
    Path strangers = Files.createDirectory(parts.resolve("strangers"));
    GuardedMosquitto.certificates(strangers, 365, "broker");
    fetcher.close();
    fetcher =
        new HttpsFetcher(
            "test",
            new HttpsFetcher.Settings(
                parts,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMillis(1),
                Duration.ofMillis(2)),
            Authorities.of(strangers.resolve("trust.p12"), strangers.resolve("password")),
            new Random(1));
    assertFailed(
        fetch(serve("/good", exchange -> send(exchange, 200, CONTENT))),
        RejectionCode.FETCH_FAILED,
        "SSLHandshakeException");
    assertThat(ranges).as("it never came to a request").isEmpty();
  }

  @Test
  void theNextAddressIsTriedWhenOneIsOfNoUse() throws Exception {
    URI none = serve("/none", exchange -> exchange.sendResponseHeaders(404, -1));
    URI busy = serve("/busy", exchange -> exchange.sendResponseHeaders(503, -1));
    URI good = serve("/good", exchange -> send(exchange, 200, CONTENT));
    assertFetched(fetch(none, busy, good));
    assertThat(ranges).hasSize(3);
    assertFailed(fetch(none), RejectionCode.FETCH_FAILED, "/none: answers 404");
  }

  @Test
  void aServerThatHangsCostsOneAttempt() throws Exception {
    fetcher.close();
    fetcher = fetcher(Duration.ofSeconds(3));
    CountDownLatch end = new CountDownLatch(1);
    URI hanging =
        serve(
            "/hangs",
            exchange -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    URI good = serve("/good", exchange -> send(exchange, 200, CONTENT));
    assertFetched(fetch(hanging, good));
    end.countDown();
  }

  @Test
  void whatIsCancelledIsNotAnswered() throws Exception {
    URI busy = serve("/busy", exchange -> exchange.sendResponseHeaders(503, -1));
    fetcher.begin(new Wanted(Digest.of(CONTENT), CONTENT.length, List.of(busy)), outcomes::add);
    fetcher.cancel();
    assertFetched(fetch(serve("/good", exchange -> send(exchange, 200, CONTENT))));
    assertThat(outcomes).isEmpty();
  }
}
