package io.requant.backend.fpga.internal.video;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * What a simulation of the system gave.
 *
 * @param simulator what ran it
 * @param events what happened, in order of time
 * @param classes results of the network, in order
 * @param counts counters of the hardware
 * @param inputs beats of the network's input, in hexadecimal
 * @param signals what the panel got, a word per clock; see {@code video_testbench.v}
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never compared
public record VideoRun(
    String simulator,
    List<Event> events,
    List<Integer> classes,
    Map<String, Integer> counts,
    List<String> inputs,
    int[] signals) {

  /**
   * Something that happened.
   *
   * @param name {@code first_pixel}, {@code last_pixel}, {@code class}, {@code shown}, {@code
   *     recorded}
   * @param camera clocks of the camera until then
   * @param core clocks of the core
   * @param panel clocks of the panel
   */
  public record Event(String name, long camera, long core, long panel) {}

  /**
   * The last event of a name before another one.
   *
   * @param before index into {@link #events()}
   */
  public Event last(String name, int before) {
    for (int i = before - 1; i >= 0; i--) {
      if (events.get(i).name().equals(name)) {
        return events.get(i);
      }
    }
    throw new NoSuchElementException("no " + name + " before event " + before);
  }

  /** Index of the n-th event of a name, from 0. */
  public int index(String name, int n) {
    int left = n;
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).name().equals(name) && left-- == 0) {
        return i;
      }
    }
    throw new NoSuchElementException("there are not " + (n + 1) + " events " + name);
  }
}
