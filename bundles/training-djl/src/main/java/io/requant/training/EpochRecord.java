package io.requant.training;

import java.util.Locale;

/**
 * What one epoch did.
 *
 * @param epoch number, from 1
 * @param loss mean cross-entropy of the training batches, in nats
 * @param trainAccuracy top-1 on the augmented training batches, 0..1
 * @param holdoutAccuracy top-1 of the weights on the hold-out, 0..1
 * @param averageHoldoutAccuracy top-1 of the averaged weights on the hold-out, 0..1
 * @param rate learning rate of the last step
 * @param imagesPerSecond trained images over training time
 * @param seconds training and evaluation time
 */
public record EpochRecord(
    int epoch,
    double loss,
    double trainAccuracy,
    double holdoutAccuracy,
    double averageHoldoutAccuracy,
    double rate,
    double imagesPerSecond,
    double seconds) {

  /** One line of JSON. */
  public String toJson() {
    return String.format(
        Locale.ROOT,
        "{\"epoch\":%d,\"loss\":%.6f,\"trainAccuracy\":%.6f,\"holdoutAccuracy\":%.6f,"
            + "\"averageHoldoutAccuracy\":%.6f,\"rate\":%.8f,\"imagesPerSecond\":%.1f,"
            + "\"seconds\":%.2f}",
        epoch,
        loss,
        trainAccuracy,
        holdoutAccuracy,
        averageHoldoutAccuracy,
        rate,
        imagesPerSecond,
        seconds);
  }
}
