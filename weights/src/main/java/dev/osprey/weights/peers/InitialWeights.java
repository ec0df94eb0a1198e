package dev.osprey.weights.peers;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.networks.Parameter;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.naming.NameMap;
import dev.osprey.weights.naming.Peers;
import dev.osprey.weights.naming.TorchvisionNames;
import dev.osprey.weights.peers.keys.AverageChoice;
import dev.osprey.weights.peers.keys.BackboneKeys;
import dev.osprey.weights.peers.keys.ClassLayers;
import dev.osprey.weights.peers.keys.KeyComparison;
import dev.osprey.weights.peers.keys.KeyList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The initial weights of a training, read from a file: those of a whole detector, of Osprey or
 * another project, or of only a backbone. Everything must fit except the layers whose size depends
 * on the number of classes; these are initialised if the number differs. The file must stay open
 * while values are read.
 */
public final class InitialWeights {
  private final TensorFile file;
  private final KeyComparison comparison;
  private final List<String> initialized;
  private final String what;

  private InitialWeights(
      TensorFile file, KeyComparison comparison, List<String> initialized, String what) {
    this.file = file;
    this.comparison = comparison;
    this.initialized = List.copyOf(initialized);
    this.what = what;
  }

  /**
   * Takes the weights of a detector for a detector.
   *
   * @throws UserError if anything except the number of classes differs; the message lists all
   *     differences
   */
  public static InitialWeights ofDetector(TensorFile file, Detector detector) {
    Map<String, Parameter> parameters = detector.network().namedParameters();
    List<NameMap> names = new ArrayList<>();
    names.add(new TorchvisionNames()); // the same as Osprey's
    Peers.all().forEach(peer -> names.add(peer.names()));
    TensorFile chosen = ChosenWeights.of(file, AverageChoice.LEAVE).file();
    KeyComparison best =
        names.stream()
            .map(each -> KeyComparison.of(chosen.tensors(), each, parameters))
            .min(Comparator.comparingInt(KeyComparison::distance))
            .orElseThrow();
    ClassLayers classLayers = ClassLayers.of(detector.config());
    KeyComparison rest = best.withoutShapesOf(classLayers::contains);
    if (!rest.fits()) {
      throw new UserError(
          file.file()
              + ": these weights do not fit this detector (model.weights). They differ in\n"
              + rest.describe()
              + "\nTake weights of the same network, or only its backbone's with"
              + " model.backbone.weights");
    }
    return new InitialWeights(
        file, best, List.copyOf(best.wrongShapes().keySet()), "model.weights");
  }

  /**
   * Takes the weights of a classifier or of a detector's backbone for the backbone of a detector.
   *
   * @throws UserError if anything of the backbone differs; the message lists all differences
   */
  public static InitialWeights ofBackbone(TensorFile file, Detector detector) {
    Map<String, Parameter> all = detector.network().namedParameters();
    Map<String, Parameter> backbone = BackboneKeys.parameters(all);
    KeyComparison best = BackboneKeys.compare(file.tensors(), backbone);
    if (!best.fits()) {
      throw new UserError(
          file.file()
              + ": these weights do not fit this backbone (model.backbone.weights). They differ"
              + " in\n"
              + best.describe()
              + "\nTake weights of the same backbone, or change model.backbone");
    }
    List<String> initialized =
        all.keySet().stream().filter(path -> !backbone.containsKey(path)).toList();
    return new InitialWeights(file, best, initialized, "model.backbone.weights");
  }

  /**
   * Returns a source of the values in the file, with those of {@code otherwise} for parameters that
   * it does not contain.
   */
  public Weights.Source source(Weights.Source otherwise) {
    return (path, parameter) ->
        comparison.keys().containsKey(path)
            ? comparison.values(file, path)
            : otherwise.values(path, parameter);
  }

  /** Returns a line about the layers that come from the file and those that do not. */
  public String text() {
    int leftOut = file.tensors().size() - comparison.taken();
    return what
        + ": "
        + comparison.taken()
        + " tensors from "
        + file.file()
        + (leftOut == 0 ? "" : " (" + leftOut + " of its tensors are not used)")
        + (initialized.isEmpty()
            ? "; all layers are from the file"
            : "; initialized: " + KeyList.layers(initialized));
  }
}
