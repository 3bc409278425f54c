package io.requant.api.method;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A compression method, as {@code compress METHOD} runs it. A service with the property {@link
 * #ID}; absent where what it needs (training, as a rule) is absent.
 */
@ConsumerType
public interface CompressionMethod {

  /** Service property: name of the method, e.g. {@code quant-lstm}; a String. */
  String ID = "method.id";

  /** One line for people. */
  String summary();

  /** What it can be told. */
  List<Setting> settings();

  /**
   * The stages that a run will have.
   *
   * @throws IllegalArgumentException if a setting is wrong; the message names it
   */
  List<CompressionStage> plan(CompressionTask task);

  /**
   * Compresses. State is kept in the task's directory at least after every step of a stage, so that
   * an interrupted run can be resumed and gives the same result.
   *
   * @throws IllegalArgumentException if a setting, the model or the data do not fit, or the state
   *     in the directory is of another task; the message names what and the way out
   * @throws IOException if something cannot be read or written
   * @throws InterruptedException if the thread was interrupted; the run can be resumed
   */
  CompressionReport run(CompressionTask task, CompressionListener listener)
      throws IOException, InterruptedException;
}
