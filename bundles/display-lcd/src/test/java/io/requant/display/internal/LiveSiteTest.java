package io.requant.display.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real container, over real connections. */
class LiveSiteTest {

  private static final int CLIENTS = 2;

  private final AtomicReference<LcdPicture> lcd = new AtomicReference<>();
  private final LcdScreen screen = new LcdScreen(Panel.AN430);
  private final Observer observer = new Observer();
  private final EventHub hub =
      new EventHub(CLIENTS, Duration.ofMillis(300).toNanos(), System::nanoTime);
  private final LiveSite site =
      new LiveSite(
          new RequestGuard(List.of()),
          hub,
          observer,
          () -> Optional.ofNullable(lcd.get()),
          () -> 1_000_000);
  private final List<AutoCloseable> open = new ArrayList<>();
  private WebServer server;

  @BeforeEach
  void start() throws Exception {
    server = new WebServer(site, 0);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    hub.close();
    server.close();
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private Socket connect(String path, int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    open.add(socket);
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.setSoTimeout(20_000);
    request(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return socket;
  }

  private static void request(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private String firstLine(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      request(socket, request);
      return lines(socket).readLine();
    }
  }

  private static BufferedReader lines(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String nextEvent(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith("data: ")) {
      line = lines.readLine();
    }
    return line;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app.js", "/app.css", "/api/status"})
  void every_part_of_the_page_comes_with_its_type_and_protection(String path) throws Exception {
    HttpResponse<byte[]> reply = get(path);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).isNotEmpty();
    assertThat(reply.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(reply.headers().firstValue("Cache-Control")).contains("no-store");
    String policy = reply.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertThat(policy)
        .startsWith("default-src 'none'")
        .doesNotContain("unsafe")
        .doesNotContain("*");
    String type = reply.headers().firstValue("Content-Type").orElseThrow();
    assertThat(type)
        .startsWith(
            switch (path) {
              case "/" -> "text/html";
              case "/app.js" -> "text/javascript";
              case "/app.css" -> "text/css";
              default -> "application/json";
            });
  }

  @Test
  void the_page_has_no_inline_script_or_style_and_nothing_from_elsewhere() throws Exception {
    String html = new String(get("/").body(), StandardCharsets.UTF_8);
    assertThat(html).doesNotContain("style=").doesNotContain("http://").doesNotContain("https://");
    assertThat(html).doesNotContainPattern("<script(?![^>]*src=\"/app.js\")");
    assertThat(html).doesNotContainPattern("\\son[a-z]+=");
    String script = new String(get("/app.js").body(), StandardCharsets.UTF_8);
    assertThat(script).doesNotContain("innerHTML").doesNotContain("eval(");
    for (String id : ids(script)) {
      assertThat(html).contains("id=\"" + id + "\"");
    }
  }

  private static List<String> ids(String script) {
    return java.util.regex.Pattern.compile("(?:byId|text)\\('([a-z0-9-]+)'")
        .matcher(script)
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void the_lcd_is_mirrored_if_there_is_one() throws Exception {
    assertThat(get("/lcd.png").statusCode()).isEqualTo(404);
    lcd.set(screen);
    screen.refresh(Observation.NONE);
    HttpResponse<byte[]> reply = get("/lcd.png?n=1");
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(reply.body()).isEqualTo(screen.png());
  }

  @Test
  void other_methods_and_hosts_are_refused_on_every_path() throws Exception {
    for (String path : List.of("/", "/app.js", "/lcd.png", "/api/status", "/events")) {
      assertThat(
              firstLine(
                  "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"))
          .contains(" 405 ");
      assertThat(firstLine("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
          .contains(" 403 ");
      assertThat(firstLine("GET " + path + " HTTP/1.1\r\n\r\n")).contains(" 400 ");
    }
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    assertThat(hub.clients()).isZero();
  }

  @Test
  void a_reader_gets_one_event_a_tick() throws Exception {
    BufferedReader lines = lines(connect("/events", 0));
    await(() -> hub.clients() == 1);
    var engine = Samples.engine("w4a4", "pi");
    site.show(
        Samples.result(Samples.frame(2, 2, 0, OptionalInt.of(6)), engine),
        Samples.status(engine, 42, 0));
    site.tick();
    assertThat(lines.readLine()).contains(" 200 ");
    String first = nextEvent(lines);
    assertThat(first).contains("\"sequence\":1").contains("\"policy\":\"w4a4\"");
    site.tick();
    assertThat(nextEvent(lines)).contains("\"sequence\":2");
  }

  @Test
  void one_reader_too_many_is_turned_away_and_let_in_once_another_has_gone() throws Exception {
    Socket first = connect("/events", 0);
    connect("/events", 0);
    await(() -> hub.clients() == CLIENTS);
    HttpResponse<byte[]> refused = get("/events");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    first.close();
    await(
        () -> {
          site.tick();
          return hub.clients() == CLIENTS - 1;
        });
    connect("/events", 0);
    await(() -> hub.clients() == CLIENTS);
  }

  @Test
  void a_reader_that_never_reads_is_dropped_and_does_not_hold_up_another() throws Exception {
    connect("/events", 1024);
    BufferedReader lines = lines(connect("/events", 0));
    await(() -> hub.clients() == 2);
    byte[] large = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    Thread reading =
        new Thread(
            () -> {
              try {
                String event = nextEvent(lines);
                while (event != null) {
                  event = nextEvent(lines);
                }
              } catch (IOException e) {
                // The test has ended.
              }
            },
            "requant-test-reader");
    reading.setDaemon(true);
    reading.start();
    await(
        () -> {
          hub.publish(large);
          return hub.clients() == 1;
        });
    hub.publish(large);
    assertThat(hub.clients()).isEqualTo(1);
  }

  @Test
  void closing_the_hub_ends_the_streams() throws Exception {
    Socket socket = connect("/events", 0);
    await(() -> hub.clients() == 1);
    site.tick();
    hub.close();
    try (InputStream in = socket.getInputStream()) {
      String all = readToEndOfChunks(in);
      assertThat(all).contains("data: {").endsWith("0\r\n\r\n");
    }
  }

  private static String readToEndOfChunks(InputStream in) throws IOException {
    StringBuilder all = new StringBuilder();
    int next = in.read();
    while (next >= 0) {
      all.append((char) next);
      if (all.length() > 5 && all.substring(all.length() - 5).equals("0\r\n\r\n")) {
        break;
      }
      next = in.read();
    }
    return all.toString();
  }
}
