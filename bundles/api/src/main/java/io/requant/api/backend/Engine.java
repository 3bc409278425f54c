package io.requant.api.backend;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A network under a policy, ready to run. Used by one thread at a time; closed exactly once, when
 * no call is inside.
 */
@ProviderType
public interface Engine extends AutoCloseable {

  /**
   * Computes the logits of one input, exactly as the reference executor does.
   *
   * @param input direct buffer: signed bytes, NHWC, {@code inputShape().size()} remaining; its
   *     position is left as it was
   * @param logits direct or heap buffer that receives one integer per output from its position,
   *     which is left as it was
   * @throws IllegalArgumentException if a buffer has too little room
   */
  void infer(ByteBuffer input, IntBuffer logits);

  /** What this engine is. */
  EngineInfo info();

  /** Frees what the engine owns. Does not throw. */
  @Override
  void close();
}
