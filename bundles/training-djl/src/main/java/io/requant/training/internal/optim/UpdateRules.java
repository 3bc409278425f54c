package io.requant.training.internal.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.requant.training.TensorSpec;
import io.requant.training.Update;
import io.requant.training.internal.torch.Script;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Moves trained tensors and their average by one step. DJL's optimizers keep their state private,
 * so a run with them could not be resumed; here all state is in {@link TrainingState}.
 *
 * <p>Nesterov momentum (Sutskever et al. 2013, in the form that PyTorch uses), for gradient g,
 * value w, momentum v: {@code d = g + decay w; v = mu v + d; w -= rate (d + mu v)}. Adam as in
 * Kingma and Ba 2015, algorithm 1.
 */
public final class UpdateRules {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double ADAM_EPSILON = 1e-8;

  private final Script script;
  private final double momentum;
  private final double averageDecay;

  /**
   * Creates the rules.
   *
   * @param script offers the methods of {@link #script}
   * @param momentum mu of the descent, 0..1
   * @param averageDecay part of the average that survives one step, 0..1
   */
  public UpdateRules(Script script, double momentum, double averageDecay) {
    this.script = script;
    this.momentum = momentum;
    this.averageDecay = averageDecay;
  }

  /**
   * The TorchScript methods that the rules need. Each gives its first argument back, so that the
   * result joins a short-lived manager; {@code h} holds the numbers of the step.
   */
  public static Map<String, String> script() {
    Map<String, String> methods = new LinkedHashMap<>();
    methods.put(
        "nesterov",
        """
          def nesterov(self: __torch__.Net, g: Tensor, w: Tensor, v: Tensor, h: Tensor) -> Tensor:
            d = torch.add(torch.mul(g, h[3]), torch.mul(w, h[2]), alpha=1)
            v0 = torch.add_(torch.mul_(v, h[1]), d, alpha=1)
            u = torch.add(d, torch.mul(v0, h[1]), alpha=1)
            w0 = torch.sub_(w, torch.mul(u, h[0]), alpha=1)
            return g
        """);
    methods.put(
        "adam",
        """
          def adam(self: __torch__.Net, g: Tensor, w: Tensor, m: Tensor, v: Tensor, h: Tensor) -> Tensor:
            d = torch.mul(g, h[3])
            m0 = torch.add_(m, torch.mul(torch.sub(d, m, alpha=1), h[1]), alpha=1)
            v0 = torch.add_(v, torch.mul(torch.sub(torch.mul(d, d), v, alpha=1), h[2]), alpha=1)
            u = torch.div(m0, torch.add(torch.mul(torch.sqrt(v0), h[4]), h[5], alpha=1))
            w0 = torch.sub_(w, torch.mul(u, h[0]), alpha=1)
            return g
        """);
    methods.put(
        "blend",
        """
          def blend(self: __torch__.Net, h: Tensor, a: Tensor, x: Tensor) -> Tensor:
            a0 = torch.add_(a, torch.mul(torch.sub(x, a, alpha=1), h), alpha=1)
            return h
        """);
    return methods;
  }

  /**
   * Updates every {@code parts}-th tensor from {@code part} on, so that several threads can share
   * the work.
   *
   * @param state updated in place
   * @param gradients per replica, by name; the first replica's are overwritten
   * @param parent owner of temporary tensors
   * @param rate learning rate of the schedule for a descending tensor, by name; one with 0 stays as
   *     it is
   * @param step steps taken before this one, from 0
   * @param part number of this part, 0..parts-1
   * @param parts number of parts
   */
  public void step(
      TrainingState state,
      List<Map<String, NDArray>> gradients,
      NDManager parent,
      ToDoubleFunction<String> rate,
      long step,
      int part,
      int parts) {
    // Early on the average follows faster, else the random start would dominate it for an epoch.
    double kept = Math.min(averageDecay, (1.0 + step) / (10.0 + step));
    try (NDManager manager = parent.newSubManager()) {
      NDArray moved = manager.create((float) (1 - kept));
      List<TensorSpec> trained = state.specs(Update::trained);
      for (int i = part; i < trained.size(); i += parts) {
        TensorSpec spec = trained.get(i);
        NDArray sum = gradients.get(0).get(spec.name());
        for (int r = 1; r < gradients.size(); r++) {
          sum.addi(gradients.get(r).get(spec.name()));
        }
        float mean = 1f / gradients.size();
        if (spec.update() instanceof Update.Adam adam) {
          adam(state, spec, sum, numbers(manager, adam, step, mean));
        } else if (spec.update() instanceof Update.Descent descent) {
          double own = rate.applyAsDouble(spec.name());
          if (own > 0) {
            NDArray h =
                numbers(manager, own * descent.rateFactor(), momentum, descent.weightDecay(), mean);
            NDArray value = state.value(spec.name());
            script.call("nesterov", sum, value, state.momentum(spec.name()), h);
          }
        }
        script.call("blend", moved, state.average(spec.name()), state.value(spec.name()));
      }
      // Blending the replicas one after another moves the average by the same amount in total.
      NDArray movedEach = manager.create((float) (1 - Math.pow(kept, 1.0 / state.replicas())));
      List<TensorSpec> statistics = state.specs(Update.Statistic.class::isInstance);
      for (int i = part; i < statistics.size(); i += parts) {
        String name = statistics.get(i).name();
        for (int r = 0; r < state.replicas(); r++) {
          script.call("blend", movedEach, state.average(name), state.statistic(r, name));
        }
      }
    }
  }

  private void adam(TrainingState state, TensorSpec spec, NDArray gradient, NDArray h) {
    String name = spec.name();
    script.call(
        "adam", gradient, state.value(name), state.momentum(name), state.secondMoment(name), h);
  }

  /** Rate, 1 - beta1, 1 - beta2, gradient factor, root factor and epsilon, both bias-corrected. */
  private static NDArray numbers(NDManager manager, Update.Adam adam, long step, double mean) {
    double first = 1 - Math.pow(BETA1, step + 1.0);
    double second = Math.sqrt(1 - Math.pow(BETA2, step + 1.0));
    return numbers(
        manager, adam.rate() / first, 1 - BETA1, 1 - BETA2, mean, 1 / second, ADAM_EPSILON);
  }

  private static NDArray numbers(NDManager manager, double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return manager.create(floats);
  }
}
