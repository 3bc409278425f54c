package io.requant.bench.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import io.requant.api.backend.Support;
import io.requant.bench.internal.Home;
import io.requant.bench.internal.network.Subject;
import io.requant.bench.internal.network.Subjects;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackendCandidateTest {

  private final Subject subject =
      new Subjects(Home.path(), Optional.empty(), 1, 1).named("mnist-cnn", "w8a8");
  private final FellBack backend = new FellBack();

  @Test
  void an_engine_on_another_path_than_the_configured_one_is_not_timed_under_its_name() {
    Preparation preparation =
        new BackendCandidate("pi-native-avx512vnni", backend, "native-avx512vnni").on(subject);
    assertThatThrownBy(() -> preparation.prepare(subject.policy()))
        .isInstanceOf(NotPossibleException.class)
        .hasMessage(
            "this machine does not have the path 'native-avx512vnni'; it would compute on native-avx2");
    assertThat(backend.closed).isEqualTo(1);
  }

  @Test
  void an_engine_on_its_path_or_on_any_is_taken() throws Exception {
    for (String wished : new String[] {"native-avx2", "native", ""}) {
      new BackendCandidate("pi", backend, wished).on(subject).prepare(subject.policy()).close();
    }
    assertThat(backend.closed).isEqualTo(3);
  }

  /** Computes on AVX2 whatever is configured. */
  private static final class FellBack implements Backend {
    private int closed;

    @Override
    public Support supports(Network network, Policy policy) {
      return Support.FULL;
    }

    @Override
    public Engine prepare(Network network, Policy policy) {
      EngineInfo info =
          new EngineInfo("pi", "native-avx2", network.name(), policy.name(), policy.digest(), 0);
      return new Engine() {
        @Override
        public void infer(ByteBuffer input, IntBuffer logits) {
          throw new UnsupportedOperationException("only its path is asked");
        }

        @Override
        public EngineInfo info() {
          return info;
        }

        @Override
        public void close() {
          closed++;
        }
      };
    }
  }
}
