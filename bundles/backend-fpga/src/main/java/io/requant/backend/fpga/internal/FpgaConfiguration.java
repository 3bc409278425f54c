package io.requant.backend.fpga.internal;

import io.requant.backend.fpga.internal.engine.FpgaPath;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of the FPGA backend, PID {@value FpgaBackend#PID}. */
@ObjectClassDefinition(
    name = "Requant FPGA backend",
    description = "Streaming hardware, simulated bit for bit")
public @interface FpgaConfiguration {

  /** What executes the hardware; without its tools the next one in the list does. */
  @AttributeDefinition(
      name = "Path",
      description = "What executes the hardware; without its tools, the next in the list",
      options = {
        @Option(label = "Best available", value = FpgaPath.AUTO),
        @Option(label = "Verilator", value = "verilator"),
        @Option(label = "Icarus Verilog", value = "icarus"),
        @Option(label = "Cycle model, RTL not executed", value = "model")
      })
  String path() default FpgaPath.AUTO;

  /** Device that networks are folded for. */
  @AttributeDefinition(name = "Device", description = "gw2a-18c, artix7-200t or zynq-7020")
  String device() default "gw2a-18c";

  /** Folder of compiled simulations; empty for the user's cache folder. */
  @AttributeDefinition(name = "Cache", description = "Folder of compiled simulations")
  String cache() default "";

  /** Compiled simulations to keep. */
  @AttributeDefinition(name = "Cached", description = "Compiled simulations to keep")
  int cache_entries() default 50;

  /** Longest wait for one frame in seconds. */
  @AttributeDefinition(name = "Patience", description = "Longest wait for one frame, in seconds")
  int patience_seconds() default 60;

  /** Service property backend.id. */
  @AttributeDefinition(name = "Backend id", description = "Service property backend.id")
  String backend_id() default "fpga";

  /** Service property service.ranking. */
  @AttributeDefinition(
      name = "Service ranking",
      description = "Among several backends the highest ranking one is used")
  int service_ranking() default -200;
}
