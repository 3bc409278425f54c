package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.Kernels;
import io.requant.model.graph.Shape;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Places the tensors of a program in as few buffers as their lifetimes allow.
 *
 * <p>A buffer serves tensors of one layout only, so that the zeros of its borders, written once,
 * stay. A {@link Step.Reshape} whose result is the same place under another name, or is only
 * gathered element by element, has no buffer: its tensor is a view.
 */
final class Tensors {

  private final Program program;
  private final Layouts layouts;
  private final int[] root;
  private final int[] lastRead;
  private final int[] slot;
  private final List<Planes> slotPlanes = new ArrayList<>();
  private final List<Integer> slotChannels = new ArrayList<>();
  private final List<float[]> buffers = new ArrayList<>();

  Tensors(Program program) {
    this.program = program;
    this.layouts = new Layouts(program);
    this.root = roots();
    this.lastRead = lastReads();
    this.slot = new int[root.length];
    check(program, layouts);
    assign();
    for (int s = 0; s < slotPlanes.size(); s++) {
      int size = slotPlanes.get(s).plane() * slotChannels.get(s);
      buffers.add(new float[size + Kernels.SLACK]);
    }
  }

  private int[] roots() {
    int[] result = new int[program.tensors().size()];
    Arrays.setAll(result, t -> t);
    for (Step step : program.steps()) {
      if (step instanceof Step.Reshape && isView(step)) {
        result[step.output()] = result[step.input()];
      }
    }
    return result;
  }

  private boolean isView(Step reshape) {
    Shape in = shape(reshape.input());
    return in.equals(shape(reshape.output()))
        || (reshape.output() != program.output()
            && program.steps().stream().allMatch(s -> onlyGathers(s, reshape.output())));
  }

  private boolean onlyGathers(Step step, int tensor) {
    boolean gathers = step instanceof Step.Convolve c && Layouts.gathers(program, c);
    return step.residual() != tensor && (step.input() != tensor || gathers);
  }

  private int[] lastReads() {
    int[] result = new int[root.length];
    for (int s = 0; s < program.steps().size(); s++) {
      Step step = program.steps().get(s);
      result[root[step.input()]] = s;
      if (step.residual() >= 0) {
        result[root[step.residual()]] = s;
      }
    }
    result[root[program.output()]] = Integer.MAX_VALUE;
    return result;
  }

  /**
   * Whether every tensor fits an array.
   *
   * @throws TooLargeException if one does not; the message names it
   */
  static void check(Program program, Layouts layouts) {
    for (int t = 0; t < program.tensors().size(); t++) {
      Shape shape = program.tensors().get(t).shape();
      long elements = layouts.of(shape).elements(shape.channels());
      if (elements > Planes.MAX_ELEMENTS) {
        throw new TooLargeException(
            "tensor '%s' of shape %s needs %d elements with its padding; %d are possible"
                .formatted(program.tensors().get(t).name(), shape, elements, Planes.MAX_ELEMENTS));
      }
    }
  }

  private void assign() {
    Map<Planes, List<Integer>> free = new HashMap<>();
    slot[program.input()] = take(program.input(), free);
    for (int s = 0; s < program.steps().size(); s++) {
      int out = program.steps().get(s).output();
      slot[out] = root[out] == out ? take(out, free) : slot[root[out]];
      for (int t = 0; t <= out; t++) {
        if (root[t] == t && lastRead[t] == s) {
          free.computeIfAbsent(slotPlanes.get(slot[t]), p -> new ArrayList<>()).add(slot[t]);
        }
      }
    }
  }

  private int take(int tensor, Map<Planes, List<Integer>> free) {
    Shape shape = shape(tensor);
    List<Integer> candidates = free.getOrDefault(layouts.of(shape), List.of());
    if (candidates.isEmpty()) {
      slotPlanes.add(layouts.of(shape));
      slotChannels.add(shape.channels());
      return slotPlanes.size() - 1;
    }
    int taken = candidates.remove(candidates.size() - 1);
    slotChannels.set(taken, Math.max(slotChannels.get(taken), shape.channels()));
    return taken;
  }

  private Shape shape(int tensor) {
    return program.tensors().get(tensor).shape();
  }

  /** Whether a step needs no work because its result is a view. */
  boolean isFree(Step step) {
    return step instanceof Step.Reshape && root[step.output()] != step.output();
  }

  /** The tensor in its place; for a view, what it is a view of. */
  Tensor get(int tensor) {
    Shape shape = shape(root[tensor]);
    return new Tensor(shape, layouts.of(shape), buffers.get(slot[tensor]));
  }

  long bytes() {
    return buffers.stream().mapToLong(b -> (long) Float.BYTES * b.length).sum();
  }
}
