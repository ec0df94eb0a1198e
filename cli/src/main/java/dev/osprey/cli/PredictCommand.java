package dev.osprey.cli;

import dev.osprey.core.Detections;
import dev.osprey.core.UserError;
import dev.osprey.data.format.CocoDetection;
import dev.osprey.data.image.PictureCodec;
import dev.osprey.data.image.RgbPicture;
import dev.osprey.predict.DetectionPainter;
import dev.osprey.predict.Predictor;
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

  @Mixin EngineOptions engineOptions;

  @Override
  public Integer call() {
    boolean toStandardOutput = "-".equals(json);
    Path jsonFile = json == null || toStandardOutput ? null : Path.of(json);
    OutputFolder.requireAbsent(jsonFile);
    List<Path> pictures = PictureSources.find(sources);
    PrintStream lines = toStandardOutput ? System.err : System.out;
    List<String> problems = new ArrayList<>();
    List<CocoDetection> found = new ArrayList<>();
    Path folder;
    try (Predictor predictor = Predictor.load(model, engineOptions.engine())) {
      folder = OutputFolder.make(out, Path.of("runs", "predict"));
      PictureNames names = PictureNames.of(pictures);
      DetectionPainter painter = new DetectionPainter(predictor.labels());
      for (Path picture : pictures) {
        try {
          RgbPicture decoded = PictureCodec.read(picture);
          Detections detections = predictor.detect(decoded).withScoreAtLeast(score);
          Path painted = folder.resolve(names.fileName(picture));
          PictureCodec.write(
              RgbPicture.of(painter.paint(decoded.toBufferedImage(), detections)), painted);
          found.addAll(names.detections(picture, detections, predictor.labels()));
          lines.println(line(picture, detections, predictor));
        } catch (UserError e) {
          problems.add(e.getMessage());
        }
      }
    }
    if (toStandardOutput) {
      CocoDetection.print(found, System.out);
    } else {
      Path file = jsonFile == null ? folder.resolve("detections.json") : jsonFile;
      CocoDetection.writeAll(found, file);
      System.err.println("detections: " + file);
    }
    System.err.println("annotated pictures: " + folder);
    report(problems, pictures.size());
    return 0;
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
