package io.requant.backend.pi.internal.jni;

import io.requant.backend.pi.internal.jni.Place.Border;
import io.requant.backend.pi.internal.planar.TooLargeException;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Places the tensors of a program in one block of memory, as little as their lifetimes allow.
 *
 * <p>A slot with a border serves tensors of one place only, so that its zeros, written once, stay.
 * A flattened tensor that only linear layers read has no memory: they read the original through a
 * window as large as it is.
 */
final class Arena {

  /** Bytes of all tensors together. */
  static final long MAX_BYTES = 1L << 30;

  private static final class Slot {
    private final Place bordered;
    private long bytes;
    private long offset;

    Slot(Place place) {
      bordered = place.border().equals(Border.NONE) ? null : place;
      bytes = place.bytes();
    }

    boolean serves(Place place) {
      return bordered == null ? place.border().equals(Border.NONE) : bordered.equals(place);
    }
  }

  private final Program program;
  private final int[] root;
  private final Place[] places;
  private final Slot[] slots;
  private final long bytes;

  /**
   * Places all tensors.
   *
   * @throws TooLargeException if one tensor or all together would be too large
   */
  Arena(Program program) {
    this.program = program;
    int count = program.tensors().size();
    root = new int[count];
    Arrays.setAll(root, t -> t);
    places = new Place[count];
    slots = new Slot[count];
    findViews();
    place();
    List<Slot> all = assign();
    long total = 0;
    for (Slot slot : all) {
      slot.offset = total;
      total += slot.bytes;
    }
    if (total > MAX_BYTES) {
      throw new TooLargeException(
          "the tensors need %d bytes together; %d are possible".formatted(total, MAX_BYTES));
    }
    bytes = total;
  }

  private void findViews() {
    for (Step step : program.steps()) {
      if (step instanceof Step.Reshape && onlyLinearLayersRead(step.output())) {
        root[step.output()] = root[step.input()];
      }
    }
  }

  private boolean onlyLinearLayersRead(int tensor) {
    Shape shape = program.tensors().get(tensor).shape();
    return shape.height() * shape.width() == 1
        && tensor != program.output()
        && program.steps().stream().allMatch(s -> ignoresOrIsLinear(s, tensor));
  }

  private static boolean ignoresOrIsLinear(Step step, int tensor) {
    boolean linear = step instanceof Step.Convolve c && c.groups() == 1 && c.window().area() == 1;
    return step.residual() != tensor && (step.input() != tensor || linear);
  }

  private void place() {
    Border[] borders = new Border[root.length];
    Arrays.fill(borders, Border.NONE);
    for (Step step : program.steps()) {
      if (step instanceof Step.Convolve c && !readsView(c)) {
        borders[c.input()] = borders[c.input()].merge(border(c));
      }
    }
    for (int t = 0; t < root.length; t++) {
      places[t] = Place.of(program.tensors().get(t), borders[t]);
      if (root[t] == t && places[t].bytes() > Place.MAX_BYTES) {
        throw new TooLargeException(
            "tensor '%s' of shape %s needs %d bytes with its padding, %d elements are possible"
                .formatted(
                    program.tensors().get(t).name(),
                    places[t].shape(),
                    places[t].bytes(),
                    Place.MAX_BYTES / places[t].size()));
      }
    }
  }

  private Border border(Step.Convolve step) {
    Window w = step.window();
    Shape in = program.tensors().get(step.input()).shape();
    Shape out = program.tensors().get(step.output()).shape();
    int rows = (out.height() - 1) * w.strideY() + w.kernelHeight() - w.padTop();
    int columns = (out.width() - 1) * w.strideX() + w.kernelWidth() - w.padLeft();
    return new Border(
        w.padTop(),
        Math.max(0, rows - in.height()),
        w.padLeft(),
        Math.max(0, columns - in.width()));
  }

  private List<Slot> assign() {
    int[] lastRead = lastReads();
    List<Slot> all = new ArrayList<>();
    List<Slot> free = new ArrayList<>();
    slots[0] = take(places[0], all, free);
    for (int s = 0; s < program.steps().size(); s++) {
      int out = program.steps().get(s).output();
      if (root[out] == out) {
        slots[out] = take(places[out], all, free);
      }
      for (int t = 0; t <= out; t++) {
        if (root[t] == t && lastRead[t] == s) {
          free.add(slots[t]);
        }
      }
    }
    return all;
  }

  private int[] lastReads() {
    int[] last = new int[root.length];
    for (int s = 0; s < program.steps().size(); s++) {
      Step step = program.steps().get(s);
      last[root[step.input()]] = s;
      if (step.residual() >= 0) {
        last[root[step.residual()]] = s;
      }
    }
    last[root[program.output()]] = Integer.MAX_VALUE;
    return last;
  }

  /** The free slot whose size is nearest; without a border it may grow. */
  private static Slot take(Place place, List<Slot> all, List<Slot> free) {
    Slot best = null;
    for (Slot slot : free) {
      if (slot.serves(place)
          && (best == null
              || Math.abs(slot.bytes - place.bytes()) < Math.abs(best.bytes - place.bytes()))) {
        best = slot;
      }
    }
    if (best == null) {
      best = new Slot(place);
      all.add(best);
    } else {
      free.remove(best);
      best.bytes = Math.max(best.bytes, place.bytes());
    }
    return best;
  }

  /** Bytes of the arena. */
  long bytes() {
    return bytes;
  }

  /** Whether a step has nothing to compute. */
  boolean isFree(Step step) {
    return step instanceof Step.Reshape && root[step.output()] != step.output();
  }

  /** Whether a linear layer reads a flattened tensor in its original shape. */
  boolean readsView(Step.Convolve step) {
    return root[step.input()] != step.input();
  }

  /** The tensor that holds a tensor's elements. */
  int root(int tensor) {
    return root[tensor];
  }

  /** How a tensor lies; for a view, how its original does. */
  Place place(int tensor) {
    return places[root[tensor]];
  }

  /** Byte at which a tensor's place begins. */
  long begin(int tensor) {
    return slots[root[tensor]].offset;
  }
}
