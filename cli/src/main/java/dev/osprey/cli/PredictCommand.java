package dev.osprey.cli;

import dev.osprey.cli.AnnotatedPictures.Seen;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.OneLine;
import dev.osprey.core.Point;
import dev.osprey.core.UserError;
import dev.osprey.data.format.CocoFile;
import dev.osprey.data.format.OnInvalid;
import dev.osprey.data.result.CocoDetectionWriter;
import dev.osprey.predict.LoadedDetector;
import dev.osprey.predict.NotFiniteOutputs;
import dev.osprey.predict.PictureDetector;
import dev.osprey.predict.Predictor;
import dev.osprey.predict.ViewReview;
import dev.osprey.predict.Views;
import dev.osprey.predict.files.ObjectFiles;
import dev.osprey.training.evaluation.CocoImageList;
import dev.osprey.training.evaluation.ResultIds;
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
public final class PredictCommand implements Callable<Integer> {
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

  @Option(names = "--recursive", description = "Look into the folders of folders, too.")
  boolean recursive;

  @Mixin ShownClasses shownClasses;

  @Mixin SavedObjects savedObjects;

  @Mixin ViewOptions viewOptions;

  @Mixin DetectorSettings detectorSettings;

  @Override
  public Integer call() {
    Views views = viewOptions.views();
    requirePlain(views);
    boolean saving = savedObjects.any();
    Path file = jsonFile();
    OutputFile.requireWritable("--json", file);
    OutputFile.requireWritable("--json", file == null ? null : imageList(file));
    OutputFile.requireWritable("--json", file == null || why == null ? null : WhyJson.beside(file));
    OutputFolder.requireUsable(out, "--out");
    PictureSources found = PictureSources.find(sources, recursive ? Integer.MAX_VALUE : 1);
    found.passedOver().ifPresent(System.err::println);
    CocoFile known =
        annotations == null ? null : CocoFile.read(annotations, OnInvalid.SKIP, WarningLine::print);
    PictureRun run;
    try (LoadedDetector detector = detectorSettings.load(model, score)) {
      ViewReview.warnings(views, detector).forEach(WarningLine::print);
      AnnotatedPictures annotated = annotated(detector, detector.with(views));
      List<Path> pictures = found.images();
      LabelMap labels = detector.labels();
      ResultIds ids =
          known == null
              ? ResultIds.of(pictures, labels)
              : ResultIds.of(pictures, labels, known, WarningLine::print);
      Path folder = OutputFolder.make(out, Path.of("runs", "predict"));
      ObjectFiles objects = saving ? ObjectFiles.in(folder, savedObjects.contents(), labels) : null;
      run = new PictureRun(pictures, ids, annotated, folder, objects);
      Speed speed = new Speed("decoding", detector.times());
      detect(run, file == null ? folder.resolve("detections.json") : file, detector, speed);
      System.err.println("annotated pictures: " + folder);
      if (!speed.text().isEmpty()) {
        System.err.println(speed.text());
      }
      warn(detector.notFinite());
    }
    run.report();
    return 0;
  }

  private AnnotatedPictures annotated(LoadedDetector detector, PictureDetector viewing) {
    LabelMap labels = detector.labels();
    return new AnnotatedPictures(
        viewing, explained(detector), labels, score.minimum(), shownClasses.labels(labels));
  }

  /** All pictures; what is done stands in the files, whatever comes. */
  private void detect(PictureRun run, Path file, LoadedDetector detector, Speed speed) {
    PrintStream lines = toStandardOutput() ? System.err : System.out;
    WhyJson reasons = new WhyJson(detector.labels());
    try (CocoDetectionWriter output =
        toStandardOutput() ? CocoDetectionWriter.to(System.out) : CocoDetectionWriter.file(file)) {
      CocoImageList imageList = run.imageList();
      imageList.write(imageList(file));
      run.detect(
          (picture, seen, entries) -> {
            output.add(entries);
            speed.add(1, seen.decodingNanos(), detector.times());
            lines.println(line(picture, seen.shown(), detector.labels()));
            imageList.setSize(picture, seen.picture().size());
            tell(picture, seen, detector.labels(), reasons, lines);
          });
      imageList.write(imageList(file));
    } finally {
      writeReasons(reasons, file);
    }
    if (!toStandardOutput()) {
      System.err.println("detections: " + file);
    }
    System.err.println("images and categories of COCO: " + imageList(file));
  }

  /** Nothing found for such a reason is not nothing there. */
  private void warn(NotFiniteOutputs bad) {
    if (bad.outputs() > 0) {
      WarningLine.print(
          String.format(
              Locale.ROOT,
              "%d outputs of the network were not finite numbers (NaN or infinite), in %d %s; no"
                  + " detection comes from them. The training diverged or the model file is"
                  + " damaged: ./osprey doctor --model %s",
              bad.outputs(),
              bad.pictures(),
              bad.pictures() == 1 ? "picture" : "pictures",
              model));
    }
  }

  /** {@code dets.coco.json} beside {@code dets.json}. */
  private static Path imageList(Path detections) {
    return OutputFile.beside(detections, ".coco.json");
  }

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

  private void tell(Path picture, Seen seen, LabelMap labels, WhyJson reasons, PrintStream lines) {
    if (seen.why() != null) {
      WhyText text = new WhyText(seen.why(), labels, seen.all(), score.minimum());
      lines.print(text.lines(OneLine.of(picture.toString())));
      reasons.add(picture, seen.why(), text);
    }
  }

  private void writeReasons(WhyJson reasons, Path file) {
    if (why != null && !toStandardOutput()) {
      reasons.write(WhyJson.beside(file));
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
}
