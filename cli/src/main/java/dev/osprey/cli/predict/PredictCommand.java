package dev.osprey.cli.predict;

import dev.osprey.cli.explain.ExplanationJson;
import dev.osprey.cli.explain.ExplanationText;
import dev.osprey.cli.failure.WarningLine;
import dev.osprey.cli.image.ImageSources;
import dev.osprey.cli.options.DetectorOptions;
import dev.osprey.cli.options.ObjectFileOptions;
import dev.osprey.cli.options.ScoreOption;
import dev.osprey.cli.options.ViewOptions;
import dev.osprey.cli.output.OutputFile;
import dev.osprey.cli.output.OutputFolder;
import dev.osprey.cli.predict.ImageAnnotator.Seen;
import dev.osprey.cli.progress.SpeedReport;
import dev.osprey.core.Detections;
import dev.osprey.core.LabelMap;
import dev.osprey.core.Point;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.coco.CocoFile;
import dev.osprey.data.format.reading.OnInvalid;
import dev.osprey.data.image.OpenCv;
import dev.osprey.data.result.CocoDetectionWriter;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.inference.NonFiniteOutputs;
import dev.osprey.inference.ViewReview;
import dev.osprey.inference.views.ImageDetector;
import dev.osprey.inference.views.Views;
import dev.osprey.predict.Predictor;
import dev.osprey.predict.files.ObjectFiles;
import dev.osprey.torch.Libtorch;
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

/** The command {@code osprey predict}, which detects objects in images. */
@Command(
    name = "predict",
    description =
        "Detect objects in images; write annotated images and the detections as COCO-style JSON.")
public final class PredictCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "SOURCE",
      description = "Image files, folders, or glob patterns.")
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
      description = "Folder for annotated images, new or empty (default: runs/predict, -2, …).")
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
          "A COCO annotation file. Detections get its image and category ids, found by file name"
              + " and class name (default: the model's category ids; an image has the number that"
              + " is its name, else its position).")
  @Nullable Path annotations;

  @Mixin ScoreOption score;

  @Option(
      names = "--why",
      paramLabel = "X,Y",
      converter = PointConverter.class,
      description =
          "Explain why an object at this point, in pixels of the image, is found or missed: print"
              + " the best candidates and the stage that dropped each. The explanation is also"
              + " written to a .why.json file beside the detections and shown on the annotated"
              + " image.")
  @Nullable Point why;

  @Option(names = "--recursive", description = "Also read the subfolders of folders.")
  boolean recursive;

  @Mixin ClassFilterOption shownClasses;

  @Mixin ObjectFileOptions savedObjects;

  @Mixin ViewOptions viewOptions;

  @Mixin DetectorOptions detectorSettings;

  @Override
  public Integer call() {
    Views views = viewOptions.views();
    requirePlain(views);
    boolean saving = savedObjects.any();
    Path file = jsonFile();
    OutputFile.requireWritable("--json", file);
    OutputFile.requireWritable("--json", file == null ? null : imageList(file));
    OutputFile.requireWritable(
        "--json", file == null || why == null ? null : ExplanationJson.beside(file));
    OutputFolder.requireUsable(out, "--out");
    ImageSources found = ImageSources.find(sources, recursive ? Integer.MAX_VALUE : 1);
    found.skipped().ifPresent(System.err::println);
    CocoFile known =
        annotations == null ? null : CocoFile.read(annotations, OnInvalid.SKIP, WarningLine::print);
    Libtorch.skipMissingGpuLibraries();
    OpenCv.loadAhead();
    PredictionRun run;
    try (LoadedDetector detector = detectorSettings.load(model, score)) {
      ViewReview.warnings(views, detector).forEach(WarningLine::print);
      ImageAnnotator annotated = annotated(detector, detector.with(views));
      List<Path> images = found.images();
      LabelMap labels = detector.labels();
      ResultIds ids =
          known == null
              ? ResultIds.of(images, labels)
              : ResultIds.of(images, labels, known, WarningLine::print);
      Path folder = OutputFolder.make(out, Path.of("runs", "predict"));
      ObjectFiles objects = saving ? ObjectFiles.in(folder, savedObjects.contents(), labels) : null;
      run = new PredictionRun(images, ids, annotated, folder, objects);
      SpeedReport speed = new SpeedReport("decoding", detector.times(), detector.engine());
      detect(run, file == null ? folder.resolve("detections.json") : file, detector, speed);
      System.err.println("annotated images: " + folder);
      if (!speed.text().isEmpty()) {
        System.err.println(speed.text());
      }
      warn(detector.notFinite());
    }
    run.report();
    return 0;
  }

  private ImageAnnotator annotated(LoadedDetector detector, ImageDetector viewing) {
    LabelMap labels = detector.labels();
    return new ImageAnnotator(
        viewing, explained(detector), labels, score.minimum(), shownClasses.labels(labels));
  }

  /** A writer to standard output, which stays open, or to {@code file}. */
  private CocoDetectionWriter writer(Path file) {
    return toStandardOutput() ? CocoDetectionWriter.to(System.out) : CocoDetectionWriter.file(file);
  }

  /** Detects all images. If it fails, the files keep the results so far. */
  private void detect(PredictionRun run, Path file, LoadedDetector detector, SpeedReport speed) {
    PrintStream lines = toStandardOutput() ? System.err : System.out;
    ExplanationJson reasons = new ExplanationJson(detector.labels());
    try (CocoDetectionWriter output = writer(file)) {
      CocoImageList imageList = run.imageList();
      imageList.write(imageList(file));
      run.detect(
          (image, seen, entries) -> {
            output.add(entries);
            speed.add(1, seen.decodingNanos(), detector.times());
            lines.println(line(image, seen.shown(), detector.labels()));
            imageList.setSize(image, seen.image().size());
            explain(image, seen, detector.labels(), reasons, lines);
          });
      imageList.write(imageList(file));
    } finally {
      writeReasons(reasons, file);
    }
    if (!toStandardOutput()) {
      System.err.println("detections: " + file);
    }
    System.err.println("COCO images and categories: " + imageList(file));
  }

  /** Warns about outputs that are not finite, because objects may be missed then. */
  private void warn(NonFiniteOutputs bad) {
    if (bad.outputs() > 0) {
      WarningLine.print(
          String.format(
              Locale.ROOT,
              "%d outputs of the network were not finite numbers (NaN or infinite), in %d %s; they"
                  + " give no detections. The training diverged or the model file is damaged. Check"
                  + " it with ./osprey doctor --model %s",
              bad.outputs(),
              bad.images(),
              bad.images() == 1 ? "image" : "images",
              model));
    }
  }

  /** The file of images and categories, such as {@code dets.coco.json} beside {@code dets.json}. */
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

  /** Refuses {@code --why} with several views, because it explains the stages of one view. */
  private void requirePlain(Views views) {
    if (why != null && !views.equals(Views.plain())) {
      throw new UserError(
          "--why explains the stages of inference on the whole image, without other views; leave"
              + " out --augment and --tile, or --why");
    }
  }

  /** Returns the point to explain. Refuses ONNX files, whose graph returns only detections. */
  private ImageAnnotator.@Nullable Why explained(LoadedDetector detector) {
    if (why == null) {
      return null;
    }
    if (detector instanceof Predictor predictor) {
      return new ImageAnnotator.Why(predictor, why);
    }
    throw new UserError(
        "--why needs libtorch, because ONNX Runtime does not return what each stage dropped. Give"
            + " the .safetensors file and --engine torch, or leave out --why");
  }

  private void explain(
      Path image, Seen seen, LabelMap labels, ExplanationJson reasons, PrintStream lines) {
    if (seen.why() != null) {
      ExplanationText text = new ExplanationText(seen.why(), labels, seen.all(), score.minimum());
      lines.print(text.lines(OneLine.of(image.toString())));
      reasons.add(image, seen.why(), text);
    }
  }

  private void writeReasons(ExplanationJson reasons, Path file) {
    if (why != null && !toStandardOutput()) {
      reasons.write(ExplanationJson.beside(file));
      System.err.println("reasons: " + ExplanationJson.beside(file));
    }
  }

  private static String line(Path image, Detections detections, LabelMap labels) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    detections.forEach(one -> counts.merge(labels.name(one.label()), 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((name, count) -> parts.add(count + " " + OneLine.of(name)));
    return OneLine.of(image.toString())
        + ": "
        + (parts.isEmpty() ? "nothing found" : String.join(", ", parts));
  }
}
