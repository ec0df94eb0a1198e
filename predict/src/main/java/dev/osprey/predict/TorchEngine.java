package dev.osprey.predict;

import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.Detector;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.weights.InferenceWeights;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** A network on libtorch. */
record TorchEngine(Detector detector, InferenceWeights weights, String reason)
    implements NetworkEngine {
  @Override
  public String description() {
    return "libtorch (" + reason + ")";
  }

  @Override
  public <R> R run(ImageBatch images, LongConsumer elapsed, Function<ForwardPass, R> use) {
    weights.engine().applyThreads();
    try (Batch batch = Batch.of(images, weights.engine().device());
        TensorScope scope = TensorScope.inference();
        ForwardPass pass = detector.forward(weights.ops(elapsed), batch)) {
      return use.apply(pass);
    }
  }

  @Override
  public void close() {
    weights.close();
  }
}
