package io.requant.pipeline.internal;

import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.Network;
import java.io.IOException;
import java.nio.file.Path;

/** Reads model files (.rqm). */
final class ModelFileSource implements ModelSource {

  @Override
  public LoadedModel load(Path file) throws IOException {
    Model model = ModelFile.read(file);
    Network network =
        model
            .network()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        file + ": has no integer weights; make some with './requant compress'"));
    return new LoadedModel(network, model.policies(), model.golden());
  }
}
