package dev.osprey.data.format.wider;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.reading.ClassFile;
import dev.osprey.data.format.reading.DatasetFormat;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.ImageSearch;
import dev.osprey.data.format.reading.OnInvalid;
import dev.osprey.data.format.reading.SplitNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * WIDER FACE's layouts: {@code <split>/label.txt} with five landmarks a face and {@code
 * <split>/images/}, as Pytorch_Retinaface reads them, or {@code
 * wider_face_split/wider_face_<split>_bbx_gt.txt} and {@code WIDER_<split>/images/}, as the data
 * set is published; {@code wider_<split>.txt} and {@code wider_face_<split>_filelist.txt} only name
 * images. The one class is {@code face}. A sample's id is its position, from 1.
 *
 * <p>A face that its annotators marked as invalid is a crowd region: WIDER FACE's evaluation counts
 * a detection there neither as right nor as wrong. An invalid face without area is left out; a
 * valid one without area is handled by {@link OnInvalid} like any box.
 */
public final class WiderFormat implements DatasetFormat {
  private static final String FACE = "face";

  @Override
  public String layout() {
    return "<split>/label.txt and <split>/images/, or"
        + " wider_face_split/wider_face_<split>_bbx_gt.txt and WIDER_<split>/images/, as WIDER FACE"
        + " has them";
  }

  @Override
  public boolean recognises(Path folder) {
    return !WiderLayout.annotationFiles(folder).isEmpty();
  }

  @Override
  public boolean recognisesAnnotations(Path annotations) {
    return WiderLayout.isAnnotations(annotations);
  }

  @Override
  public List<String> splits(Path folder) {
    return List.copyOf(WiderLayout.annotationFiles(folder).keySet());
  }

  @Override
  public Dataset read(DatasetSource source, EntryProblems problems) {
    Path annotations = annotations(source);
    String split = WiderLayout.splitOf(annotations);
    List<Path> folders =
        source.images() != null
            ? List.of(source.images())
            : WiderLayout.imageFolders(annotations, split);
    WiderFile file = WiderFile.read(annotations, problems);
    if (file.content() == WiderFile.Content.NAMES) {
      problems.warn(
          annotations
              + " names images alone: its "
              + file.images().size()
              + " images have no faces");
    }
    WiderSamples reading =
        new WiderSamples(annotations, new ImageSearch(folders, source.images()), problems);
    return new Dataset(
        source.split() == null ? split : source.split(), labels(source), reading.samples(file));
  }

  private static LabelMap labels(DatasetSource source) {
    if (source.classes() == null) {
      return LabelMap.ofNames(List.of(FACE));
    }
    List<String> names = ClassFile.read(source.classes());
    if (names.size() != 1) {
      throw new UserError(
          source.classes()
              + " names "
              + names.size()
              + " classes; WIDER FACE has one. Name it alone, or leave --classes out for "
              + FACE);
    }
    return LabelMap.ofNames(names);
  }

  private static Path annotations(DatasetSource source) {
    if (source.annotations() != null) {
      return source.annotations();
    }
    Path folder = source.folder();
    if (folder == null) {
      throw new UserError(
          "no WIDER FACE annotations are given. Pass --data DIR, or --annotations FILE --images"
              + " DIR");
    }
    Map<String, Path> files = WiderLayout.annotationFiles(folder);
    if (files.isEmpty()) {
      throw new UserError(
          folder
              + " has no WIDER FACE annotations: looked for <split>/label.txt and"
              + " wider_face_split/wider_face_<split>_bbx_gt.txt. Pass --annotations FILE");
    }
    return SplitNames.file(folder, files, source.split());
  }
}
