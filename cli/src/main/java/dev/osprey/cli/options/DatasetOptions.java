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

/** Options that name a data set, by its folder or by its files one by one. */
public final class DatasetOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the data set; its layout is detected.")
  @Nullable Path data;

  @Option(
      names = "--format",
      description = "coco, voc, csv, yolo or wider, if the layout is ambiguous.")
  @Nullable String format;

  @Option(names = "--split", description = "Split to read, such as train, val or test.")
  @Nullable String split;

  @Option(
      names = "--annotations",
      paramLabel = "FILE",
      description =
          "Annotation file (COCO, CSV, WIDER FACE, YOLO's data.yaml) or folder (VOC, YOLO).")
  @Nullable Path annotations;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder that the file names are relative to.")
  @Nullable Path images;

  @Option(
      names = "--classes",
      paramLabel = "A,B|FILE",
      description =
          "Class names, as for --only; or a file with the class names, one per line, in the order"
              + " of their labels (for CSV: name,id rows).")
  @Nullable List<String> classes;

  @Option(
      names = "--on-invalid",
      paramLabel = "POLICY",
      converter = PolicyName.class,
      description =
          "What to do with invalid boxes, lines, objects, images and annotation files: fail stops,"
              + " skip leaves them out, fix repairs them where possible (default: fail).")
  @Nullable OnInvalid onInvalid;

  /** The former name of {@code --on-invalid}, which was for boxes only. */
  @Option(names = "--invalid-boxes", hidden = true, converter = PolicyName.class)
  @Nullable OnInvalid invalidBoxes;

  @Option(
      names = "--only",
      paramLabel = "CLASSES",
      description =
          "Keep only the objects of these classes: --only RBC,WBC. Put a name with a comma in"
              + " double quotes: --only 'RBC,\"cell, white\"'. Can be repeated.")
  @Nullable List<String> only;

  @Option(
      names = "--minimum-box-side",
      paramLabel = "PIXELS",
      defaultValue = "0",
      converter = Pixels.class,
      description =
          "Leave out objects whose box has a side shorter than this, in pixels of the image. Other"
              + " projects use 1 (default: ${DEFAULT-VALUE}, which keeps all).")
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
          "as-written or one-based: take the corners in VOC files as they are, or count pixels from"
              + " 1 (default: ${DEFAULT-VALUE}).")
  VocCorners vocCorners;

  /** The policies; {@code clip} is the former name of {@code fix}. */
  static final class PolicyName implements ITypeConverter<OnInvalid> {
    @Override
    public OnInvalid convert(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "fail" -> OnInvalid.FAIL;
        case "skip" -> OnInvalid.SKIP;
        case "fix", "clip" -> OnInvalid.FIX;
        default -> throw new TypeConversionException("\"" + text + "\" is not fail, skip or fix");
      };
    }
  }

  /** The names that configuration files use. */
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

  /** The folder that {@code --data} names; null without the option. */
  public @Nullable Path folder() {
    return data;
  }

  /** What happens to invalid entries. */
  public OnInvalid onInvalid() {
    if (onInvalid != null) {
      return onInvalid;
    }
    return invalidBoxes == null ? OnInvalid.FAIL : invalidBoxes;
  }

  /** The file that {@code --classes} names; null if it lists class names. */
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
      throw new UserError("--classes and --only mean the same here; give only one of them");
    }
    return classes;
  }

  /**
   * The data set.
   *
   * @throws UserError if the options name none, or contradict each other
   */
  public DatasetSource source() {
    if (data == null && annotations == null) {
      throw new UserError(
          "no data set is given: add --data DIR, or --annotations FILE --images DIR");
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
