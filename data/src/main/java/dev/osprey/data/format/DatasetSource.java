package dev.osprey.data.format;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a data set lies. Either {@code folder} is given, whose layout is recognised, or the files
 * are said outright; what is said outright wins.
 *
 * @param folder the data set's folder
 * @param format a name of the catalogue {@link DatasetFormats}; without it the folder's layout
 *     decides
 * @param split the part to read: {@code train}, {@code val}, …
 * @param annotations the annotation file (COCO) or the folder of annotation files (VOC)
 * @param images the folder that file names start from
 * @param classes a text file with one class name a line: the classes in the order of their labels
 * @param invalidBoxes what becomes of boxes without area or outside their picture
 * @param vocCorners how VOC's corners are read
 */
public record DatasetSource(
    @Nullable Path folder,
    @Nullable String format,
    @Nullable String split,
    @Nullable Path annotations,
    @Nullable Path images,
    @Nullable Path classes,
    InvalidBoxes invalidBoxes,
    VocCorners vocCorners) {

  /** A folder whose layout is recognised. */
  public static DatasetSource of(Path folder) {
    return new DatasetSource(
        folder, null, null, null, null, null, InvalidBoxes.FAIL, VocCorners.AS_WRITTEN);
  }

  public DatasetSource withFormat(@Nullable String name) {
    return new DatasetSource(
        folder, name, split, annotations, images, classes, invalidBoxes, vocCorners);
  }

  public DatasetSource withSplit(@Nullable String name) {
    return new DatasetSource(
        folder, format, name, annotations, images, classes, invalidBoxes, vocCorners);
  }

  public DatasetSource withAnnotations(@Nullable Path fileOrFolder) {
    return new DatasetSource(
        folder, format, split, fileOrFolder, images, classes, invalidBoxes, vocCorners);
  }

  public DatasetSource withImages(@Nullable Path imageFolder) {
    return new DatasetSource(
        folder, format, split, annotations, imageFolder, classes, invalidBoxes, vocCorners);
  }

  public DatasetSource withClasses(@Nullable Path classFile) {
    return new DatasetSource(
        folder, format, split, annotations, images, classFile, invalidBoxes, vocCorners);
  }

  public DatasetSource withInvalidBoxes(InvalidBoxes policy) {
    return new DatasetSource(
        folder, format, split, annotations, images, classes, policy, vocCorners);
  }

  public DatasetSource withVocCorners(VocCorners corners) {
    return new DatasetSource(
        folder, format, split, annotations, images, classes, invalidBoxes, corners);
  }
}
