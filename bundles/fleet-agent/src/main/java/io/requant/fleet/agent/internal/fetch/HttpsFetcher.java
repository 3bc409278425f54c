package io.requant.fleet.agent.internal.fetch;

import io.requant.fleet.agent.internal.machine.Fetcher;
import io.requant.fleet.protocol.RejectionCode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * Fetches over HTTPS: from servers with a certificate of the configured authorities only, without
 * redirects, no more bytes than were announced, on from where a broken attempt ended, and given on
 * only if the digest is right.
 */
public final class HttpsFetcher implements Fetcher {

  private static final Logger LOG = System.getLogger(HttpsFetcher.class.getName());
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int REQUEST_TIMEOUT = 408;

  /**
   * How to fetch.
   *
   * @param directory where parts are kept
   * @param connect longest time to connect
   * @param attempt longest time of one attempt
   * @param pause bound of the first random pause between attempts; doubles with every failure
   * @param longestPause largest bound
   */
  public record Settings(
      Path directory, Duration connect, Duration attempt, Duration pause, Duration longestPause) {}

  private final Settings settings;
  private final RandomGenerator random;
  private final HttpClient client;
  private final ScheduledExecutorService worker;
  private final ExecutorService io;
  private Future<?> current = CompletableFuture.completedFuture(null);
  private long generation;

  /**
   * Starts nothing yet.
   *
   * @param name names the threads
   * @param authorities who may have signed a server's certificate
   */
  public HttpsFetcher(
      String name, Settings settings, SSLContext authorities, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
    worker =
        Executors.newSingleThreadScheduledExecutor(
            task -> new Thread(task, "requant-fleet-fetch-" + name));
    io =
        Executors.newSingleThreadExecutor(
            task -> new Thread(task, "requant-fleet-fetch-" + name + "-io"));
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connect())
            .sslContext(authorities)
            .executor(io)
            .build();
  }

  @Override
  public synchronized void begin(Wanted wanted, Consumer<Outcome> answer) {
    cancel();
    long own = generation;
    FetchPlan plan =
        new FetchPlan(wanted.urls(), settings.pause(), settings.longestPause(), random);
    schedule(own, 0, wanted, plan, answer);
  }

  private synchronized void schedule(
      long own, long pauseMillis, Wanted wanted, FetchPlan plan, Consumer<Outcome> answer) {
    if (own == generation && !worker.isShutdown()) {
      current =
          worker.schedule(
              () -> attempt(own, wanted, plan, answer), pauseMillis, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized void cancel() {
    generation++;
    current.cancel(true);
  }

  private void attempt(long own, Wanted wanted, FetchPlan plan, Consumer<Outcome> answer) {
    Optional<URI> url = plan.next();
    if (url.isEmpty()) {
      finish(own, new Outcome.Failed(plan.code(), plan.why()), answer);
      return;
    }
    try {
      PartFile part = new PartFile(settings.directory(), wanted);
      if (part.size() < wanted.size()) {
        download(url.get(), part, wanted, plan);
      }
      if (part.size() == wanted.size()) {
        byte[] content = part.read();
        part.discard();
        if (part.right(content)) {
          finish(own, new Outcome.Fetched(content), answer);
          return;
        }
        plan.useless(RejectionCode.POLICY_DIGEST_MISMATCH, "has other content under this address");
      }
    } catch (IOException e) {
      plan.failed("cannot be stored: " + e.getMessage());
    } catch (InterruptedException e) {
      // Cancelled: whoever did so does not want to hear of it.
      return;
    }
    if (plan.next().isPresent()) {
      LOG.log(Level.INFO, "not fetched yet: {0}", plan.why());
    }
    schedule(own, plan.pauseMillis(), wanted, plan, answer);
  }

  private void finish(long own, Outcome outcome, Consumer<Outcome> answer) {
    synchronized (this) {
      if (own != generation) {
        return;
      }
    }
    answer.accept(outcome);
  }

  /** One attempt; the plan is told if it did not bring all that is missing. */
  private void download(URI url, PartFile part, Wanted wanted, FetchPlan plan)
      throws IOException, InterruptedException {
    long have = part.size();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(settings.attempt())
            .header("Accept-Encoding", "identity");
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    CompletableFuture<HttpResponse<Void>> call =
        client.sendAsync(request.build(), info -> body(info, part, have, wanted.size()));
    try {
      int status = call.get(settings.attempt().toMillis(), TimeUnit.MILLISECONDS).statusCode();
      judge(status, part.size() > have || have == 0, part, wanted, plan);
    } catch (TimeoutException e) {
      call.cancel(true);
      plan.failed("does not finish within " + settings.attempt().toSeconds() + " s");
    } catch (InterruptedException e) {
      call.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof PartWriter.TooLongException) {
        part.discard();
        plan.useless(RejectionCode.FETCH_FAILED, cause.getMessage());
      } else {
        plan.failed(String.valueOf(cause));
      }
    }
  }

  private static BodySubscriber<Void> body(ResponseInfo info, PartFile part, long have, int size) {
    boolean whole = info.statusCode() == OK;
    boolean rest =
        info.statusCode() == PARTIAL
            && info.headers()
                .firstValue("Content-Range")
                .filter(("bytes " + have + "-" + (size - 1) + "/" + size)::equals)
                .isPresent();
    if (!whole && !rest) {
      // Whatever an error page says, it is not read: it may never end.
      return new Unread();
    }
    try {
      return new PartWriter(part.open(whole), whole ? size : size - have);
    } catch (IOException e) {
      BodySubscriber<Void> failing = BodySubscribers.replacing(null);
      return BodySubscribers.mapping(
          failing,
          nothing -> {
            throw new java.io.UncheckedIOException(e);
          });
    }
  }

  private static void judge(int status, boolean more, PartFile part, Wanted wanted, FetchPlan plan)
      throws IOException {
    if (status == PARTIAL && !more) {
      part.discard();
      plan.failed("sends another part than it was asked for");
    } else if (status == OK || status == PARTIAL) {
      if (part.size() < wanted.size()) {
        plan.failed("has sent " + part.size() + " of " + wanted.size() + " bytes");
      }
    } else if (status == RANGE_NOT_SATISFIABLE) {
      part.discard();
      plan.failed("does not go on where it ended");
    } else if (status / 100 == 3) {
      plan.useless(
          RejectionCode.FETCH_FAILED, "answers " + status + "; redirects are not followed");
    } else if (status / 100 == 4 && status != REQUEST_TIMEOUT && status != TOO_MANY_REQUESTS) {
      plan.useless(RejectionCode.FETCH_FAILED, "answers " + status);
    } else {
      plan.failed("answers " + status);
    }
  }

  /** Ends both threads; what came so far is kept. */
  @Override
  public void close() {
    cancel();
    worker.shutdownNow();
    io.shutdown();
  }
}
