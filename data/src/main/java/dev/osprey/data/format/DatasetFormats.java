package dev.osprey.data.format;

import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.format.coco.CocoFormat;
import dev.osprey.data.format.csv.CsvFormat;
import dev.osprey.data.format.reading.DatasetFormat;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EmptyImages;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.MinimumBoxSide;
import dev.osprey.data.format.reading.OnInvalid;
import dev.osprey.data.format.voc.VocFormat;
import dev.osprey.data.format.wider.WiderFormat;
import dev.osprey.data.format.yolo.YoloFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The catalogue of data set formats. The first format that recognises a folder reads it. */
public final class DatasetFormats {
  private static final Map<String, DatasetFormat> FORMATS = new LinkedHashMap<>();

  static {
    FORMATS.put("coco", new CocoFormat());
    FORMATS.put("voc", new VocFormat());
    FORMATS.put("csv", new CsvFormat());
    FORMATS.put("yolo", new YoloFormat());
    FORMATS.put("wider", new WiderFormat());
  }

  private DatasetFormats() {}

  /** The names that {@link DatasetSource#format} may have. */
  public static List<String> names() {
    return List.copyOf(FORMATS.keySet());
  }

  /** The format of that name. */
  public static DatasetFormat named(String name) {
    DatasetFormat format = FORMATS.get(name);
    if (format == null) {
      throw new UserError(
          "data set format \""
              + name
              + "\" is unknown; "
              + NearestName.hint(name, FORMATS.keySet())
              + "known are "
              + String.join(", ", names()));
    }
    return format;
  }

  /**
   * Reads a data set, or several and joins them, in the given or recognised format, then leaves out
   * classes and images as the source states.
   *
   * @param warnings receives one line for each kind of entry that is left out, corrected or unusual
   * @throws UserError if no format fits, a file is missing, or, under {@link OnInvalid#FAIL},
   *     entries are faulty; the message then counts all faults of the data set
   */
  public static Dataset read(DatasetSource source, Consumer<String> warnings) {
    List<EntryProblems> problems = new ArrayList<>();
    Dataset dataset = read(source, warnings, problems);
    problems.forEach(ofPart -> ofPart.warnings().forEach(warnings));
    String failures =
        problems.stream()
            .flatMap(ofPart -> ofPart.failure().stream())
            .collect(Collectors.joining("\n"));
    if (!failures.isEmpty()) {
      throw new UserError(failures);
    }
    DatasetReview.review(dataset, warnings);
    return dataset;
  }

  private static Dataset read(
      DatasetSource source, Consumer<String> warnings, List<EntryProblems> problems) {
    Dataset dataset =
        source.joined() == null
            ? readOne(source, problems)
            : JoinedDatasets.join(
                source.joined().stream().map(part -> read(part, warnings, problems)).toList());
    if (source.only() != null) {
      dataset = ClassChoice.choose(dataset, source.only());
    }
    dataset = MinimumBoxSide.apply(dataset, source.minimumBoxSide(), warnings);
    return source.emptyPictures() == EmptyImages.KEEP ? dataset : withObjects(dataset, warnings);
  }

  private static Dataset readOne(DatasetSource source, List<EntryProblems> problems) {
    EntryProblems own = new EntryProblems(name(source), source.onInvalid());
    problems.add(own);
    return ImageCheck.check(formatOf(source).read(source, own), own);
  }

  /** The name of a data set in messages. */
  private static String name(DatasetSource source) {
    Path path = source.annotations() != null ? source.annotations() : source.folder();
    return path == null ? "the data set" : path.toString();
  }

  private static Dataset withObjects(Dataset dataset, Consumer<String> warnings) {
    List<Sample> samples = dataset.samples().stream().filter(Sample::hasObjects).toList();
    if (samples.size() < dataset.size()) {
      warnings.accept(
          (dataset.size() - samples.size())
              + " of "
              + dataset.size()
              + " images of "
              + dataset.name()
              + " have no objects and are left out");
    }
    return new Dataset(dataset.name(), dataset.labels(), samples);
  }

  /** The format that reads {@code source}, which must not be joined. */
  public static DatasetFormat formatOf(DatasetSource source) {
    if (source.share() != null) {
      throw new UserError(
          "share holds back a part of the training images and is allowed only in data.validation;"
              + " give folder or annotations here");
    }
    requirePresent(source.folder(), "data set folder", "--data");
    requirePresent(source.annotations(), "annotations", "--annotations");
    requirePresent(source.images(), "image folder", "--images");
    requirePresent(source.classes(), "class file", "--classes");
    if (source.format() != null) {
      return named(source.format());
    }
    if (source.annotations() != null) {
      Path annotations = source.annotations();
      return recognised(annotations, format -> format.recognisesAnnotations(annotations));
    }
    if (source.folder() != null) {
      Path folder = source.folder();
      return recognised(folder, format -> format.recognises(folder));
    }
    throw new UserError("no data set is given. Pass --data DIR, or --annotations FILE");
  }

  private static DatasetFormat recognised(Path path, Predicate<DatasetFormat> test) {
    return FORMATS.values().stream()
        .filter(test)
        .findFirst()
        .orElseThrow(() -> new UserError(new UnknownLayout(path, FORMATS).message()));
  }

  private static void requirePresent(@Nullable Path path, String what, String option) {
    if (path != null && !Files.exists(path)) {
      throw new UserError(what + " " + path + " does not exist. Check " + option);
    }
  }
}
