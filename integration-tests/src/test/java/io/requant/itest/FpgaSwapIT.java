package io.requant.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.Pipeline;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * A gateway whose camera never pauses moves from the CPU to simulated hardware, generated and
 * compiled meanwhile, and back.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FpgaSwapIT {

  private static final String PI = "pi";
  private static final String FPGA = "fpga";

  /** Verilator and the C++ compiler take seconds; on a machine with much else to do, minutes. */
  private static final Duration BUILD = Duration.ofMinutes(8);

  @Inject private Pipeline pipeline;
  @Inject private BundleContext context;

  @Configuration
  public Option[] gateway() throws Exception {
    Option[] options = AssembledGateway.exam("fpga-swap", 50, 64);
    Path etc = Path.of(System.getProperty("itest.work"), "fpga-swap", "etc");
    Path pipeline = etc.resolve("io.requant.pipeline.cfg");
    Files.writeString(
        pipeline,
        Files.readString(pipeline)
            .replaceFirst("prepareTimeoutMillis=.*", "prepareTimeoutMillis=" + BUILD.toMillis())
            .replaceFirst("inferTimeoutMillis=.*", "inferTimeoutMillis=20000"));
    Files.writeString(
        etc.resolve("io.requant.backend.fpga.config"),
        "path=\"verilator\"\nservice.ranking=I\"100\"\ncache=\"%s\"\n"
            .formatted(etc.resolveSibling("fpga-cache")));
    return options;
  }

  @Test
  public void a_gateway_under_load_moves_to_the_fpga_and_back_and_loses_no_frame()
      throws Exception {
    needVerilator();
    Await.until("frames are inferred on pi", () -> runsOn(PI));
    inferMore(10);
    Ledger before = pipeline.ledger();
    Bundle fpga =
        context.installBundle(
            AssembledGateway.home()
                .resolve("bundles/backend-fpga/target/io.requant.backend-fpga-0.1.0.jar")
                .toUri()
                .toString());
    fpga.start();
    inferMore(10);
    assertTrue("pi computes while the hardware is built", runsOn(PI));
    long deadline = System.nanoTime() + BUILD.toNanos();
    while (!runsOn(FPGA) && System.nanoTime() < deadline) {
      inferMore(1);
    }
    assertTrue("the hardware computes", runsOn(FPGA));
    assertEquals("rtl-verilator", pipeline.status().engine().orElseThrow().path());
    inferMore(25);
    assertTrue("the hardware goes on", runsOn(FPGA));
    fpga.uninstall();
    Await.until("pi computes again", () -> runsOn(PI));
    inferMore(25);
    Ledger after = pipeline.ledger();
    assertTrue(after.toString(), after.balanced());
    assertEquals(0, after.lost());
    assertEquals("no frame was given up", before.shedByReason(), after.shedByReason());
  }

  private static void needVerilator() {
    boolean there =
        Stream.of("verilator", "g++")
            .allMatch(
                tool ->
                    Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))));
    String why = "verilator and g++ (Debian) are not on the PATH";
    if (Boolean.parseBoolean(System.getenv("REQUANT_NO_SKIP"))) {
      assertTrue(why, there);
    }
    assumeTrue(why, there);
  }

  private boolean runsOn(String backend) {
    return pipeline.status().engine().filter(e -> e.backend().equals(backend)).isPresent();
  }

  private void inferMore(int frames) throws Exception {
    CountDownLatch results = new CountDownLatch(frames);
    try (var subscription = pipeline.subscribe(result -> results.countDown())) {
      assertTrue("results come", results.await(60, TimeUnit.SECONDS));
    }
  }
}
