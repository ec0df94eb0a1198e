package dev.osprey.cli;

import dev.osprey.core.Detections;
import dev.osprey.core.Point;
import dev.osprey.core.UserError;
import dev.osprey.data.format.CocoDetection;
import dev.osprey.data.image.PictureCodec;
import dev.osprey.data.image.RgbPicture;
import dev.osprey.detection.postprocess.Explanation;
import dev.osprey.predict.DetectionPainter;
import dev.osprey.predict.PictureDetector;
import dev.osprey.predict.Predictor;
import dev.osprey.predict.Views;
import java.awt.image.BufferedImage;
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
  private static final int SHOWN_PROBLEMS = 10;

  @Parameters(
      arity = "1..*",
      paramLabel = "SOURCE",
      description = "Picture files, folders, or glob patterns.")
  List<String> sources;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model file (best.safetensors of a run).")
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
      names = "--score",
      defaultValue = "0.3",
      description = "Least score of a detection (default: ${DEFAULT-VALUE}).")
  double score;

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
    boolean toStandardOutput = "-".equals(json);
    Path jsonFile = json == null || toStandardOutput ? null : Path.of(json);
    OutputFolder.requireAbsent(jsonFile);
    OutputFolder.requireAbsent(jsonFile == null || why == null ? null : WhyJson.beside(jsonFile));
    List<Path> pictures = PictureSources.find(sources);
    PrintStream lines = toStandardOutput ? System.err : System.out;
    List<String> problems = new ArrayList<>();
    try (Predictor predictor = detectorSettings.load(model)) {
      Path folder = OutputFolder.make(out, Path.of("runs", "predict"));
      PictureNames names = PictureNames.of(pictures);
      List<CocoDetection> found = new ArrayList<>();
      WhyJson reasons = new WhyJson(predictor.labels());
      for (Path picture : pictures) {
        try {
          Path painted = folder.resolve(names.fileName(picture));
          Seen seen = see(picture, predictor, views, painted);
          found.addAll(names.detections(picture, seen.shown, predictor.labels()));
          lines.println(line(picture, seen.shown, predictor));
          if (seen.why != null) {
            WhyText text = new WhyText(seen.why, predictor.labels(), seen.all, score);
            lines.print(text.lines(picture.toString()));
            reasons.add(picture, seen.why, text);
          }
        } catch (UserError e) {
          problems.add(e.getMessage());
        }
      }
      if (toStandardOutput) {
        CocoDetection.print(found, System.out);
      } else {
        write(found, reasons, jsonFile == null ? folder.resolve("detections.json") : jsonFile);
      }
      System.err.println("annotated pictures: " + folder);
    }
    report(problems, pictures.size());
    return 0;
  }

  /** What one picture gave. */
  private record Seen(Detections all, Detections shown, @Nullable Explanation why) {}

  /** The stages that are explained are those of one view. */
  private void requirePlain(Views views) {
    if (why != null && !views.equals(Views.plain())) {
      throw new UserError(
          "--why explains how a picture is detected as it is; leave out --augment and --tile, or"
              + " --why");
    }
  }

  private Seen see(Path picture, Predictor predictor, Views views, Path painted) {
    RgbPicture decoded = PictureCodec.read(picture);
    // first, because a point outside the picture leaves nothing behind
    Explanation explanation = why == null ? null : explain(picture, decoded, predictor, why);
    Detections all = detect(picture, decoded, predictor.with(views));
    Detections shown = all.withScoreAtLeast(score);
    DetectionPainter painter = new DetectionPainter(predictor.labels());
    BufferedImage canvas = decoded.toBufferedImage();
    PictureCodec.write(
        RgbPicture.of(
            explanation == null
                ? painter.paint(canvas, shown)
                : painter.paint(canvas, shown, explanation)),
        painted);
    return new Seen(all, shown, explanation);
  }

  /** What is wrong with a picture, such as its size, is said with its name. */
  private static Detections detect(Path picture, RgbPicture decoded, PictureDetector detector) {
    try {
      return detector.detect(decoded);
    } catch (UserError e) {
      throw new UserError(picture + ": " + e.getMessage(), e);
    }
  }

  private static Explanation explain(
      Path picture, RgbPicture decoded, Predictor predictor, Point point) {
    try {
      return predictor.why(decoded, point.x(), point.y());
    } catch (UserError e) {
      throw new UserError(picture + ": " + e.getMessage(), e);
    }
  }

  private void write(List<CocoDetection> found, WhyJson reasons, Path file) {
    CocoDetection.writeAll(found, file);
    System.err.println("detections: " + file);
    if (why != null) {
      reasons.write(WhyJson.beside(file));
      System.err.println("reasons: " + WhyJson.beside(file));
    }
  }

  private static String line(Path picture, Detections detections, Predictor predictor) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    detections.forEach(one -> counts.merge(predictor.labels().name(one.label()), 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((name, count) -> parts.add(count + " " + name));
    return picture + ": " + (parts.isEmpty() ? "nothing found" : String.join(", ", parts));
  }

  private static void report(List<String> problems, int pictures) {
    if (problems.isEmpty()) {
      return;
    }
    String shown =
        String.join("\n  ", problems.subList(0, Math.min(SHOWN_PROBLEMS, problems.size())));
    throw new UserError(
        String.format(
            Locale.ROOT,
            "%d of %d pictures could not be used; all others are done:%n  %s",
            problems.size(),
            pictures,
            shown));
  }
}
