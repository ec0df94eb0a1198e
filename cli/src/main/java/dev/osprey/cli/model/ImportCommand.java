package dev.osprey.cli.model;

import dev.osprey.cli.failure.WarningLine;
import dev.osprey.cli.options.OfflineOption;
import dev.osprey.cli.output.OutputFile;
import dev.osprey.cli.progress.FetchProgress;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.NameList;
import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.weights.peers.CheckpointFile;
import dev.osprey.weights.peers.PeerModel;
import dev.osprey.weights.peers.PublishedDetector;
import dev.osprey.weights.peers.WeightsLocation;
import dev.osprey.weights.peers.keys.AverageChoice;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Stack;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code osprey import}, which converts a peer's checkpoint to a model file. */
@Command(
    name = "import",
    description = {
      "Convert a checkpoint of torchvision, pytorch-retinanet (yhenon), Pytorch_Retinaface"
          + " (biubug6) or mmdetection to a model file.",
      "The network is recognised by the keys and shapes; if several networks have the same ones,"
          + " --preset selects one."
    })
public final class ImportCommand implements Callable<Integer> {
  private static final int SHOWN_CLASSES = 5;

  @Parameters(
      index = "0",
      paramLabel = "CHECKPOINT",
      description =
          "A .pth, .pt or .safetensors file with a state dict, or the name of a published detector,"
              + " which is downloaded: torchvision/fasterrcnn-resnet50-fpn-coco.")
  String checkpoint;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The model file to write (.safetensors); it must not exist.")
  Path out;

  @Option(
      names = "--from",
      paramLabel = "PEER",
      description =
          "The project that the keys come from: torchvision, yhenon, biubug6 or mmdet (default:"
              + " recognised by the keys).")
  @Nullable String from;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "The preset of the network (default: recognised by keys and shapes).")
  @Nullable String preset;

  @Option(
      names = "--classes",
      paramLabel = "A,B,C",
      description =
          "Names of the classes in the order of the outputs; put a name with a comma in double"
              + " quotes: 'A,\"B, blue\"' (default: those in the checkpoint if"
              + " it has them, COCO's for 80, 90 or 91 outputs, else class1, class2, …).")
  @Nullable List<String> classes;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Replace a setting of the preset: --set model.neck.channels=128 for a modified network,"
              + " --set model.backbone.norm.eps=0 if norms were trained without eps. If CHECKPOINT"
              + " is a file, --preset is also needed. Can be repeated.")
  @Nullable List<String> settings;

  @Option(
      names = "--ema",
      arity = "0..1",
      parameterConsumer = EmaConsumer.class,
      paramLabel = "take|leave",
      description =
          "If the checkpoint has averages of the weights (EMA, SWA) beside the weights: take the"
              + " averages (also --ema without a value), or leave them and take the weights (the"
              + " default, as the projects' own loaders do). The output names the set that was"
              + " taken.")
  AverageChoice ema = AverageChoice.LEAVE;

  /** Takes the next word only if it is {@code take} or {@code leave}; else it is the checkpoint. */
  static final class EmaConsumer implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
      String next = words.isEmpty() ? "" : words.peek().toUpperCase(Locale.ROOT);
      boolean isChoice =
          Arrays.stream(AverageChoice.values()).anyMatch(one -> one.name().equals(next));
      if (isChoice) {
        words.pop();
      }
      option.setValue(isChoice ? AverageChoice.valueOf(next) : AverageChoice.TAKE);
    }
  }

  @Mixin OfflineOption network;

  @Override
  public Integer call() {
    OutputFile.requireWritable("--out", out);
    Optional<PublishedDetector> published = PublishedDetector.named(checkpoint);
    PeerModel.Hints hints = hints(published);
    Path path = WeightsLocation.file(checkpoint, network.access(), FetchProgress.onStandardError());
    try (TensorFile file = CheckpointFile.open(path)) {
      PeerModel model = PeerModel.recognise(file, hints);
      model.write(out);
      report(model);
      published.ifPresent(one -> System.out.println("terms: " + one.entry().terms()));
    }
    return 0;
  }

  private PeerModel.Hints hints(Optional<PublishedDetector> published) {
    List<String> changes = settings == null ? List.of() : settings;
    List<String> names = classNames();
    PeerModel.Hints hints =
        published.isPresent()
            ? published.get().hints(from, preset, names, changes)
            : new PeerModel.Hints(from, preset, names, changes);
    return hints.with(ema);
  }

  private @Nullable List<String> classNames() {
    try {
      return classes == null
          ? null
          : classes.stream().flatMap(text -> NameList.parse(text).stream()).toList();
    } catch (UserError e) {
      throw new UserError("--classes " + e.getMessage(), e);
    }
  }

  private void report(PeerModel model) {
    warn(model);
    System.out.printf(
        Locale.ROOT, "recognised: %s, preset %s%n", model.peer().name(), model.preset());
    System.out.println("classes: " + text(model.labels()));
    model
        .sourceOfLabels()
        .ifPresent(key -> System.out.println("class names: " + key + " of the checkpoint"));
    System.out.println(
        "labels: "
            + model.peer().name()
            + "'s label "
            + model.firstLabel()
            + " is label 0 here"
            + (model.firstLabel() == 0 ? "" : "; its label 0 is the background"));
    System.out.printf(
        Locale.ROOT,
        "tensors: %d taken%s%n",
        model.taken(),
        model.leftOut() == 0
            ? ""
            : ", " + model.leftOut() + " left out (num_batches_tracked, which changes no result)");
    model.foreignKeys().ifPresent(keys -> System.out.println("left out: " + keys));
    model.whichWeights().ifPresent(note -> System.out.println("weights: " + note));
    model.norms().ifPresent(norms -> System.out.println("backbone norms: " + norms));
    System.out.println("written: " + out);
    System.out.println("next: ./osprey predict --model " + out + " IMAGES");
    System.out.printf(
        "   or: ./osprey train %s model.weights=%s data.train.folder=DIR%n", out, out);
  }

  private static void warn(PeerModel model) {
    model.warning().ifPresent(WarningLine::print);
    model.unknownKeys().ifPresent(WarningLine::print);
    model
        .notFinite()
        .ifPresent(
            tensors ->
                WarningLine.print(
                    "not finite numbers (NaN or infinite): "
                        + tensors
                        + ". The training diverged or the file is damaged. Detections that come"
                        + " from these weights are dropped. Import an earlier checkpoint"));
  }

  private static String text(LabelMap labels) {
    List<String> names = labels.names();
    String shown = NameList.text(names.subList(0, Math.min(SHOWN_CLASSES, names.size())));
    return labels.size() + " (" + shown + (names.size() > SHOWN_CLASSES ? ", …)" : ")");
  }
}
