package io.requant.training.prune;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Graph;
import io.requant.model.network.Digest;
import io.requant.model.network.FloatNetwork;
import io.requant.training.FineTuningStart;
import io.requant.training.TensorSpec;
import io.requant.training.TrainingMethod;
import io.requant.training.TrainingPass;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Trains a network that was made smaller further: on the labels, and on the answers of a larger one
 * for the same classes if there is one (Hinton et al. 2015).
 *
 * <p>A classifier that is new, as after the deepest layers were dropped, may learn alone first.
 */
public final class TaughtTraining implements TrainingMethod {
  private static final String TEACHER = "teacher";

  /**
   * How much is learned from the teacher.
   *
   * @param network the larger network
   * @param part part of the loss that its answers make up, 0..1
   * @param softness temperature of its answers, above 0
   */
  public record Teacher(FloatNetwork network, double part, double softness) {

    /** Checks the numbers. */
    public Teacher {
      if (!(part >= 0 && part <= 1) || !(softness > 0)) {
        throw new IllegalArgumentException(
            "distillation of %s at temperature %s; 0..1 and above 0 are possible"
                .formatted(part, softness));
      }
    }
  }

  private final Digest start;
  private final String head;
  private final double alone;
  private final Optional<Teacher> teacher;
  private final Map<TensorSpec, float[]> tensors;

  /**
   * Prepares.
   *
   * @param start what is trained
   * @param alone part of the run, 0..1, in which the last layer learns alone
   * @param teacher who teaches; none for labels alone
   * @throws IllegalArgumentException if the teacher tells other classes apart or reads other images
   */
  public TaughtTraining(FineTuningStart start, double alone, Optional<Teacher> teacher) {
    if (!(alone >= 0 && alone <= 1)) {
      throw new IllegalArgumentException(
          "the last layer alone for " + alone + " of the run; 0..1 is possible");
    }
    Graph graph = start.graph();
    teacher.ifPresent(t -> check(graph, t.network().graph()));
    this.start = start.digest();
    this.head = graph.output().name() + ".";
    this.alone = alone;
    this.teacher = teacher;
    this.tensors = teacher.map(t -> TeacherTensors.of(t.network(), TEACHER + "/")).orElse(Map.of());
  }

  private static void check(Graph graph, Graph teacher) {
    if (!graph.classes().equals(teacher.classes())
        || !graph.inputShape().equals(teacher.inputShape())
        || !graph.normalisation().equals(teacher.normalisation())) {
      throw new IllegalArgumentException(
          "network '%s' cannot teach '%s': classes, shape of the input and normalisation must be"
                  .formatted(teacher.name(), graph.name())
              + " the same");
    }
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("method", "taught");
    settings.put("start", start.hex());
    settings.put("alone", Double.toString(alone));
    teacher.ifPresent(
        t -> {
          settings.put("teacher", TeacherTensors.digest(tensors).hex());
          settings.put("distillation", Double.toString(t.part()));
          settings.put("softness", Double.toString(t.softness()));
        });
    return settings;
  }

  @Override
  public Map<TensorSpec, float[]> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public Map<String, Graph> networks() {
    return teacher.map(t -> Map.of(TEACHER, t.network().graph())).orElse(Map.of());
  }

  @Override
  public Map<String, String> script() {
    return teacher
        .map(
            t ->
                Map.of(
                    "taught",
                    """
                      def taught(self: __torch__.Net, c: Tensor, x: Tensor, z: Tensor) -> Tensor:
                        p = torch.softmax(torch.detach(torch.div(z, %1$s)), 1)
                        l = torch.log_softmax(torch.div(x, %1$s), 1)
                        d = torch.neg(torch.mean(torch.sum(torch.mul(p, l), [1], False)))
                        return torch.add(torch.mul(c, %2$s), torch.mul(d, %3$s), alpha=1)
                    """
                        .formatted(
                            t.softness(), 1 - t.part(), t.part() * t.softness() * t.softness())))
        .orElse(Map.of());
  }

  @Override
  public double rate(String tensor, long step, long steps) {
    return headOnly(step, steps) && !tensor.startsWith(head) ? 0 : 1;
  }

  @Override
  public NDArray loss(TrainingPass pass) {
    NDArray logits = pass.logits(layers(pass), !headOnly(pass.step(), pass.steps()));
    NDArray labels = pass.crossEntropy(logits);
    return teacher.isPresent() ? pass.call("taught", labels, logits, pass.logits(TEACHER)) : labels;
  }

  private boolean headOnly(long step, long steps) {
    return step < alone * steps;
  }
}
