package dev.osprey.cli;

import dev.osprey.cli.AnnotatedPictures.Seen;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.OneLine;
import dev.osprey.core.Point;
import dev.osprey.core.ProblemList;
import dev.osprey.core.UserError;
import dev.osprey.data.format.CocoDetection;
import dev.osprey.data.format.CocoFile;
import dev.osprey.data.format.OnInvalid;
import dev.osprey.predict.LoadedDetector;
import dev.osprey.predict.NotFiniteOutputs;
import dev.osprey.predict.PictureDetector;
import dev.osprey.predict.Predictor;
import dev.osprey.predict.Views;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code osprey predict}: finds objects in pictures. */
@Command(
    name = "predict",
    description =
        "Find objects in pictures; write annotated pictures and the detections as COCO-style JSON.")
final class PredictCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "SOURCE",
      description = "Picture files, folders, or glob patterns.")
  List<String> sources;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model file (best.safetensors of a run), or an exported .onnx file.")
  Path model;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for annotated pictures, new or empty (default: runs/predict, -2, …).")
  @Nullable Path out;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description =
          "File for the detections; - for standard output (default: DIR/detections.json).")
  @Nullable String json;

  @Option(
      names = "--annotations",
      paramLabel = "FILE",
      description =
          "A COCO annotation file: the detections get its ids, by file names and class names"
              + " (default: the model's class ids, and pictures by number or position).")
  @Nullable Path annotations;

  @Mixin ScoreOption score;

  @Option(
      names = "--why",
      paramLabel = "X,Y",
      converter = PointConverter.class,
      description =
          "Tell for a point, in pixels of the picture, why an object there is found or missed: the"
              + " best candidates and the stage that dropped each. Also goes to a .why.json beside"
              + " the detections, and onto the annotated picture.")
  @Nullable Point why;

  @Mixin ViewOptions viewOptions;

  @Mixin DetectorSettings detectorSettings;

  @Override
  public Integer call() {
    Views views = viewOptions.views();
    requirePlain(views);
    Path file = jsonFile();
    OutputFile.requireWritable("--json", file);
    OutputFile.requireWritable("--json", file == null || why == null ? null : WhyJson.beside(file));
    OutputFolder.requireUsable(out, "--out");
    PictureSources found = PictureSources.find(sources);
    List<Path> pictures = found.images();
    found.passedOver().ifPresent(System.err::println);
    CocoFile known =
        annotations == null
            ? null
            : CocoFile.read(annotations, OnInvalid.SKIP, PredictCommand::warn);
    Outcome outcome;
    try (LoadedDetector detector = detectorSettings.load(model, score)) {
      PictureDetector viewing = detector.with(views);
      AnnotatedPictures annotated =
          new AnnotatedPictures(viewing, explained(detector), detector.labels(), score.minimum());
      Path folder = OutputFolder.make(out, Path.of("runs", "predict"));
      LabelMap labels = detector.labels();
      ResultIds ids =
          known == null
              ? ResultIds.of(pictures, labels)
              : ResultIds.of(pictures, labels, known, PredictCommand::warn);
      outcome = detect(PictureNames.of(pictures, ids), pictures, annotated, folder);
      write(outcome, file == null ? folder.resolve("detections.json") : file);
      System.err.println("annotated pictures: " + folder);
      warn(detector.notFinite());
    }
    report(outcome.problems, pictures.size());
    return 0;
  }

  /** Nothing found for such a reason is not nothing there. */
  private void warn(NotFiniteOutputs bad) {
    if (bad.outputs() > 0) {
      System.err.printf(
          Locale.ROOT,
          "warning: of %d %s, %d outputs of the network were not finite numbers (NaN or infinite);"
              + " no detection comes from these. The training diverged or the model file is"
              + " damaged: ./osprey doctor --model %s%n",
          bad.pictures(),
          bad.pictures() == 1 ? "picture" : "pictures",
          bad.outputs(),
          model);
    }
  }

  /** What all pictures gave; those that could not be used are problems. */
  private record Outcome(List<CocoDetection> found, WhyJson reasons, List<String> problems) {}

  private boolean toStandardOutput() {
    return "-".equals(json);
  }

  /** The file that {@code --json} names. */
  private @Nullable Path jsonFile() {
    return json == null || toStandardOutput() ? null : Path.of(json);
  }

  /** The stages that are explained are those of one view. */
  private void requirePlain(Views views) {
    if (why != null && !views.equals(Views.plain())) {
      throw new UserError(
          "--why explains how a picture is detected as it is; leave out --augment and --tile, or"
              + " --why");
    }
  }

  /** Of a graph only the end is seen. */
  private AnnotatedPictures.@Nullable Why explained(LoadedDetector detector) {
    if (why == null) {
      return null;
    }
    if (detector instanceof Predictor predictor) {
      return new AnnotatedPictures.Why(predictor, why);
    }
    throw new UserError(
        "--why needs libtorch: ONNX Runtime gives detections, not what each stage dropped. Give the"
            + " .safetensors file and --engine torch, or leave out --why");
  }

  private static void warn(String line) {
    System.err.println("warning: " + ErrorReport.indented(line));
  }

  private Outcome detect(
      PictureNames names, List<Path> pictures, AnnotatedPictures annotated, Path folder) {
    LabelMap labels = annotated.labels();
    Outcome outcome = new Outcome(new ArrayList<>(), new WhyJson(labels), new ArrayList<>());
    for (Path picture : pictures) {
      try {
        Seen seen = annotated.write(picture, folder.resolve(names.fileName(picture)));
        outcome.found.addAll(names.detections(picture, seen.shown(), labels));
        tell(picture, seen, labels, outcome.reasons);
      } catch (UserError e) {
        String name = picture.toString();
        outcome.problems.add(String.valueOf(e.getMessage()).replace(name, OneLine.of(name)));
      }
    }
    return outcome;
  }

  private void tell(Path picture, Seen seen, LabelMap labels, WhyJson reasons) {
    PrintStream lines = toStandardOutput() ? System.err : System.out;
    lines.println(line(picture, seen.shown(), labels));
    if (seen.why() != null) {
      WhyText text = new WhyText(seen.why(), labels, seen.all(), score.minimum());
      lines.print(text.lines(OneLine.of(picture.toString())));
      reasons.add(picture, seen.why(), text);
    }
  }

  private void write(Outcome outcome, Path file) {
    if (toStandardOutput()) {
      CocoDetection.print(outcome.found, System.out);
      return;
    }
    CocoDetection.writeAll(outcome.found, file);
    System.err.println("detections: " + file);
    if (why != null) {
      outcome.reasons.write(WhyJson.beside(file));
      System.err.println("reasons: " + WhyJson.beside(file));
    }
  }

  private static String line(Path picture, Detections detections, LabelMap labels) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    detections.forEach(one -> counts.merge(labels.name(one.label()), 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((name, count) -> parts.add(count + " " + OneLine.of(name)));
    return OneLine.of(picture.toString())
        + ": "
        + (parts.isEmpty() ? "nothing found" : String.join(", ", parts));
  }

  private static void report(List<String> problems, int pictures) {
    if (problems.isEmpty()) {
      return;
    }
    throw new UserError(
        problems.size()
            + " of "
            + pictures
            + " images could not be used; all others are done:"
            + ProblemList.lines(problems));
  }
}
