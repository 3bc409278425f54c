package io.requant.training;

import io.requant.model.graph.Graph;
import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Trains networks. Registered once libtorch is loaded; absent where there is no libtorch.
 *
 * <p>One training at a time: two share the processor and take longer together than one after the
 * other.
 */
@ProviderType
public interface Training {

  /** Name of the file in a job's directory that the job is resumed from. */
  String CHECKPOINT = "checkpoint.rqck";

  /**
   * Reads CIFAR-10, CIFAR-100 or MNIST in the official binary format.
   *
   * @param directory one that holds the files, or their well-known folder
   * @param name {@code cifar10}, {@code cifar100} or {@code mnist}; empty to go by the files
   * @throws IOException if nothing is recognised or a file is damaged; the message says which
   */
  DataSet read(Path directory, String name) throws IOException;

  /**
   * Trains, writing a checkpoint, a line of {@code train.jsonl} and the curves so far ({@code
   * curve.html}) after every epoch.
   *
   * @param job what to train, on what, and where to keep the state
   * @param listener told of progress on the calling thread
   * @throws IllegalArgumentException if the job does not fit the data or the checkpoint, or if
   *     there is a checkpoint although the job is not to be resumed
   * @throws IOException if the checkpoint cannot be read or written
   * @throws IllegalStateException if the loss is no longer a number
   * @throws InterruptedException if the thread is interrupted; the job can be resumed
   */
  TrainingResult train(TrainingJob job, TrainingListener listener)
      throws IOException, InterruptedException;

  /**
   * Measures a run as far as it got, without training: one that was stopped early too.
   *
   * @param job the job as it was started
   * @throws IllegalArgumentException if the job is not that of the checkpoint, or no epoch is
   *     finished
   * @throws IOException if the checkpoint cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  TrainingResult measure(TrainingJob job) throws IOException, InterruptedException;

  /**
   * Reads the network of a checkpoint: the averaged weights or the last ones, whichever is better
   * on the hold-out.
   *
   * @param directory directory of the job
   * @param graph graph of the job
   * @throws IOException if the checkpoint cannot be read
   * @throws IllegalArgumentException if there is no checkpoint or it is of another graph
   */
  TrainedNetwork load(Path directory, Graph graph) throws IOException;
}
