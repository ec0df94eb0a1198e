package dev.osprey.parity.detector;

import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.Detector;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.detector.Network;
import dev.osprey.onnx.network.OnnxNetwork;
import dev.osprey.onnx.network.OnnxNetworks;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.ReferenceFiles;
import dev.osprey.parity.spec.WeightRules;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.TorchOps;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.naming.NameMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A detector with the weights of a case and the peer's names for them. */
public record DetectorCase<D extends Detector>(D detector, NameMap names) {
  private static final String STEPS = "num_batches_tracked";

  Network network() {
    return detector.network();
  }

  /** Returns weights made by the rules of the case, or read from the file that it names. */
  public Weights weights(CaseSpec spec) {
    if (spec.has("weights")) {
      return ofFile(spec);
    }
    WeightRules rules = spec.weightRules();
    return Weights.of(
        network(),
        Engine.cpu(),
        (path, parameter) -> rules.values(toPeer(path), parameter.shape()));
  }

  /**
   * Reads weights from the safetensors file beside the peer's own file, which has the same tensors
   * and names.
   */
  private Weights ofFile(CaseSpec spec) {
    String file = spec.text("weights").replaceFirst("\\.pth\\b.*", ".safetensors");
    try (SafeTensors tensors = SafeTensors.open(ReferenceFiles.find(spec.folder(), file))) {
      return Weights.of(network(), Engine.cpu(), (path, parameter) -> tensors.floats(toPeer(path)));
    }
  }

  /** Runs the detector on the images of a case on each engine, in a scope of its own. */
  public void detecting(CaseSpec spec, Weights weights, Consumer<CaseRuns> use) {
    try (TensorScope scope = TensorScope.inference();
        ImageBatch images = CaseBatch.of(spec.inputs(), detector.config().preprocessing());
        Batch batch = Batch.of(images, Device.CPU);
        InferenceWeights inference = InferenceWeights.of(network(), weights, Engine.cpu());
        OnnxNetwork network = OnnxNetworks.ofWeights(detector, weights, Engine.cpu().threads());
        ForwardPass onnx = network.run(images, nanoseconds -> {})) {
      TorchOps ops = inference.ops();
      use.accept(new CaseRuns(ops, batch, List.of(detector.forward(ops, batch), onnx)));
    }
  }

  String toPeer(String path) {
    return names
        .toPeer(path)
        .orElseThrow(() -> new CaseError("the peer has no parameter for " + path));
  }

  String toOurs(String peer) {
    return names
        .toOurs(peer)
        .orElseThrow(() -> new CaseError("we have no parameter for the peer's " + peer));
  }

  /** Returns parameters that are not buffers, by the peer's names. */
  Map<String, Parameter> peersParameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    network()
        .namedParameters()
        .forEach(
            (path, parameter) -> {
              if (parameter.kind() == Parameter.Kind.WEIGHT) {
                parameters.put(toPeer(path), parameter);
              }
            });
    return parameters;
  }

  /** Compares all names and shapes with the peer's state dict, if the case lists it. */
  public void compareStateDict(CaseSpec spec, Comparison comparison) {
    Path file = spec.folder().resolve("state_dict_names.txt");
    if (!Files.exists(file)) {
      return;
    }
    Map<String, String> ours = new LinkedHashMap<>();
    network()
        .namedParameters()
        .forEach((path, parameter) -> ours.put(toPeer(path), shapeText(parameter.shape())));
    try {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.strip().split("\\s+");
        if (parts.length != 2 || parts[0].endsWith(STEPS)) {
          continue;
        }
        String shape = Optional.ofNullable(ours.remove(parts[0])).orElse("nothing");
        if (!shape.equals(parts[1])) {
          comparison.fail("state_dict " + parts[0] + ": " + shape + " in place of " + parts[1]);
        }
      }
    } catch (IOException e) {
      throw new CaseError(file + " cannot be read: " + e.getMessage(), e);
    }
    ours.keySet().forEach(name -> comparison.fail("state_dict " + name + ": not in the peer's"));
  }

  private static String shapeText(long[] shape) {
    return String.join("x", Arrays.stream(shape).mapToObj(Long::toString).toList());
  }
}
