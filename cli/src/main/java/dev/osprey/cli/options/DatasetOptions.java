package dev.osprey.cli.options;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EmptyImages;
import dev.osprey.data.format.reading.OnInvalid;
import dev.osprey.data.format.reading.VocCorners;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where a data set lies: a folder whose layout is recognised, or its files said outright. */
public final class DatasetOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data set's folder; its layout is recognised.")
  public @Nullable Path data;

  @Option(
      names = "--format",
      description = "coco, voc, csv, yolo or wider, where the layout leaves a doubt.")
  @Nullable String format;

  @Option(names = "--split", description = "The part to read, such as train, val, test.")
  @Nullable String split;

  @Option(
      names = "--annotations",
      paramLabel = "FILE",
      description =
          "The annotation file (COCO, CSV, WIDER FACE, YOLO's data.yaml) or folder (VOC, YOLO).")
  @Nullable Path annotations;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "The folder that file names start from.")
  @Nullable Path images;

  @Option(
      names = "--classes",
      paramLabel = "A,B|FILE",
      description =
          "Names of classes, as --only takes them; or a file of class names, one a line, in the"
              + " order of their labels (for CSV name,id rows).")
  @Nullable List<String> classes;

  @Option(
      names = "--on-invalid",
      paramLabel = "POLICY",
      converter = PolicyName.class,
      description =
          "fail, skip or fix: faulty boxes, lines, objects, images and annotation files stop the"
              + " command, are left out, or are mended where they can be (default: fail).")
  @Nullable OnInvalid onInvalid;

  /** What {@code --on-invalid} was called when it spoke of boxes alone. */
  @Option(names = "--invalid-boxes", hidden = true, converter = PolicyName.class)
  @Nullable OnInvalid invalidBoxes;

  @Option(
      names = "--only",
      paramLabel = "CLASSES",
      description =
          "Keep the objects of these classes alone: --only RBC,WBC. A name with a comma stands in"
              + " double quotes: --only 'RBC,\"cell, white\"'. May be given several times.")
  @Nullable List<String> only;

  @Option(
      names = "--minimum-box-side",
      paramLabel = "PIXELS",
      defaultValue = "0",
      converter = Pixels.class,
      description =
          "Leave out objects whose box has a shorter side, in pixels of the image, as the peers"
              + " do with 1 (default: ${DEFAULT-VALUE}, which keeps all).")
  double minimumBoxSide;

  /** A number of pixels, 0 or more. */
  static final class Pixels implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      double pixels = Double.NaN;
      try {
        pixels = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        // refused below, with all other wrong values
      }
      if (!(pixels >= 0 && Double.isFinite(pixels))) {
        throw new TypeConversionException(
            "\"" + text + "\" is not a number of pixels, 0 or more, such as 1");
      }
      return pixels;
    }
  }

  @Option(
      names = "--empty-pictures",
      defaultValue = "keep",
      description = "keep or drop images without objects (default: ${DEFAULT-VALUE}).")
  EmptyImages emptyPictures;

  @Option(
      names = "--voc-corners",
      paramLabel = "CORNERS",
      defaultValue = "as-written",
      converter = CornersName.class,
      description =
          "as-written or one-based: how the corners of VOC files are read (default:"
              + " ${DEFAULT-VALUE}).")
  VocCorners vocCorners;

  /** The policies; clip is what fix was called when it spoke of boxes alone. */
  static final class PolicyName implements ITypeConverter<OnInvalid> {
    @Override
    public OnInvalid convert(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "fail" -> OnInvalid.FAIL;
        case "skip" -> OnInvalid.SKIP;
        case "fix", "clip" -> OnInvalid.FIX;
        default ->
            throw new TypeConversionException("\"" + text + "\" is none; say fail, skip or fix");
      };
    }
  }

  /** Constants as configuration files write them. */
  static final class CornersName implements ITypeConverter<VocCorners> {
    @Override
    public VocCorners convert(String text) {
      return switch (text) {
        case "as-written" -> VocCorners.AS_WRITTEN;
        case "one-based" -> VocCorners.ONE_BASED;
        default -> throw new TypeConversionException("expected as-written or one-based");
      };
    }
  }

  /** What becomes of faulty entries. */
  public OnInvalid onInvalid() {
    if (onInvalid != null) {
      return onInvalid;
    }
    return invalidBoxes == null ? OnInvalid.FAIL : invalidBoxes;
  }

  /** What {@code --classes} names where it is a file: of a name that is one, or looks like one. */
  private @Nullable Path classFile() {
    return classes != null && classes.size() == 1 && isFile(classes.get(0))
        ? Path.of(classes.get(0))
        : null;
  }

  private static boolean isFile(String text) {
    if (text.indexOf('\0') >= 0 || text.indexOf('"') >= 0) {
      return false;
    }
    return text.matches(".*\\.(txt|csv|names|list|yaml|yml|json)")
        || Files.isRegularFile(Path.of(text));
  }

  private @Nullable List<String> kept() {
    if (classes == null || classFile() != null) {
      return only;
    }
    if (only != null) {
      throw new UserError("--classes and --only mean the same here; give one of them");
    }
    return classes;
  }

  public DatasetSource source() {
    if (data == null && annotations == null) {
      throw new UserError("say which data set: --data DIR, or --annotations FILE --images DIR");
    }
    return new DatasetSource(
        data,
        format,
        split,
        annotations,
        images,
        classFile(),
        null,
        null,
        kept(),
        emptyPictures,
        onInvalid(),
        vocCorners,
        minimumBoxSide);
  }
}
