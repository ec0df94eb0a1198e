package dev.osprey.data.format.reading;

import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The location of a data set. Either {@code folder} is given, whose layout is recognised, or the
 * files are named explicitly, which takes precedence; or the data set is {@code joined} from
 * others.
 *
 * @param folder the data set's folder
 * @param format the name of a format: {@code coco}, {@code voc}, {@code csv}, {@code yolo} or
 *     {@code wider}; without it the folder's layout decides
 * @param split the part to read: {@code train}, {@code val}, …
 * @param annotations the annotation file (COCO, CSV, WIDER FACE, YOLO's {@code data.yaml}) or the
 *     folder of annotation files (VOC, YOLO)
 * @param images the folder that file names start from
 * @param classes a text file with one class name a line: the classes in the order of their labels;
 *     for CSV one {@code name,id} a line
 * @param joined data sets that are read one after the other and become one; it replaces {@code
 *     folder}, {@code annotations} and {@code images}
 * @param share of the training images that are held back for validation, in (0, 1); it replaces all
 *     others and is allowed only for the validation data of a run
 * @param only the classes that are kept, which get their labels in this order; objects of others
 *     are left out
 * @param emptyPictures what happens to images without objects, including those that lost them to
 *     {@code only}
 * @param onInvalid what happens to faulty boxes, lines, objects, images and annotation files
 * @param vocCorners how VOC's corners are read
 * @param minimumBoxSide objects whose box has a shorter side are left out, in pixels of the image;
 *     0 keeps all
 */
public record DatasetSource(
    @Nullable Path folder,
    @Nullable String format,
    @Nullable String split,
    @Nullable Path annotations,
    @Nullable Path images,
    @Nullable Path classes,
    @Nullable List<DatasetSource> joined,
    @Nullable Double share,
    @Nullable List<String> only,
    EmptyImages emptyPictures,
    OnInvalid onInvalid,
    VocCorners vocCorners,
    double minimumBoxSide) {

  public DatasetSource {
    joined = joined == null ? null : List.copyOf(joined);
    only = only == null ? null : List.copyOf(only);
    if (joined != null && joined.isEmpty()) {
      throw new UserError("joined is an empty list; name one data set or more, or leave it out");
    }
    if (joined != null && (folder != null || annotations != null || images != null)) {
      throw new UserError(
          "a data set is either joined from others or has its own location: move folder,"
              + " annotations and images into the entries of joined, or set joined to null");
    }
    if (share != null) {
      requireShare(
          share, folder != null || annotations != null || images != null || joined != null);
    }
    if (only != null && only.isEmpty()) {
      throw new UserError("only is an empty list; name one class or more, or leave it out");
    }
    if (only != null && new HashSet<>(only).size() < only.size()) {
      throw new UserError("only: a class is named twice: " + String.join(", ", only));
    }
    MinimumBoxSide.require(minimumBoxSide);
  }

  private static void requireShare(double share, boolean liesSomewhere) {
    if (!(share > 0 && share < 1)) {
      throw new UserError(
          "share is "
              + share
              + "; it is the part of the training images that is held back, above 0 and below 1,"
              + " such as 0.2");
    }
    if (liesSomewhere) {
      throw new UserError(
          "a validation split is either a share of the training images or has its own location:"
              + " leave out share, or folder, annotations, images and joined");
    }
  }

  /** A source without a location, with the defaults of everything else. */
  public static DatasetSource none() {
    return new DatasetSource(
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        EmptyImages.KEEP,
        OnInvalid.FAIL,
        VocCorners.AS_WRITTEN,
        0);
  }

  /** A folder whose layout is recognised. */
  public static DatasetSource of(Path folder) {
    return none().withFolder(folder);
  }

  /** Several data sets that become one. */
  public static DatasetSource joining(List<DatasetSource> parts) {
    return none().with(draft -> draft.joined = parts);
  }

  /** A share of the training images, held back for validation. */
  public static DatasetSource heldBack(double share) {
    return none().with(draft -> draft.share = share);
  }

  public DatasetSource withFolder(@Nullable Path path) {
    return with(draft -> draft.folder = path);
  }

  public DatasetSource withFormat(@Nullable String name) {
    return with(draft -> draft.format = name);
  }

  public DatasetSource withSplit(@Nullable String name) {
    return with(draft -> draft.split = name);
  }

  public DatasetSource withAnnotations(@Nullable Path fileOrFolder) {
    return with(draft -> draft.annotations = fileOrFolder);
  }

  public DatasetSource withImages(@Nullable Path imageFolder) {
    return with(draft -> draft.images = imageFolder);
  }

  public DatasetSource withClasses(@Nullable Path classFile) {
    return with(draft -> draft.classes = classFile);
  }

  public DatasetSource withOnly(@Nullable List<String> names) {
    return with(draft -> draft.only = names);
  }

  public DatasetSource withEmptyImages(EmptyImages policy) {
    return with(draft -> draft.emptyPictures = policy);
  }

  public DatasetSource withOnInvalid(OnInvalid policy) {
    return with(draft -> draft.onInvalid = policy);
  }

  public DatasetSource withVocCorners(VocCorners corners) {
    return with(draft -> draft.vocCorners = corners);
  }

  public DatasetSource withMinimumBoxSide(double pixels) {
    return with(draft -> draft.minimumBoxSide = pixels);
  }

  private DatasetSource with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.source();
  }

  /** A mutable copy of the components, of which one is replaced. */
  private static final class Draft {
    private @Nullable Path folder;
    private @Nullable String format;
    private @Nullable String split;
    private @Nullable Path annotations;
    private @Nullable Path images;
    private @Nullable Path classes;
    private @Nullable List<DatasetSource> joined;
    private @Nullable Double share;
    private @Nullable List<String> only;
    private EmptyImages emptyPictures;
    private OnInvalid onInvalid;
    private VocCorners vocCorners;
    private double minimumBoxSide;

    Draft(DatasetSource from) {
      folder = from.folder;
      format = from.format;
      split = from.split;
      annotations = from.annotations;
      images = from.images;
      classes = from.classes;
      joined = from.joined;
      share = from.share;
      only = from.only;
      emptyPictures = from.emptyPictures;
      onInvalid = from.onInvalid;
      vocCorners = from.vocCorners;
      minimumBoxSide = from.minimumBoxSide;
    }

    DatasetSource source() {
      return new DatasetSource(
          folder,
          format,
          split,
          annotations,
          images,
          classes,
          joined,
          share,
          only,
          emptyPictures,
          onInvalid,
          vocCorners,
          minimumBoxSide);
    }
  }
}
