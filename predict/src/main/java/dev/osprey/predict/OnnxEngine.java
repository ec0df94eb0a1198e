package dev.osprey.predict;

import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.onnx.network.OnnxNetwork;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** A network in ONNX Runtime. */
record OnnxEngine(OnnxNetwork network, String reason) implements NetworkEngine {
  @Override
  public String description() {
    return "ONNX Runtime (" + reason + ")";
  }

  @Override
  public <R> R run(ImageBatch images, LongConsumer elapsed, Function<ForwardPass, R> use) {
    try (ForwardPass pass = network.run(images, elapsed)) {
      return use.apply(pass);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
