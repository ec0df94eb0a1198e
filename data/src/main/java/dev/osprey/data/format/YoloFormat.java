package dev.osprey.data.format;

import dev.osprey.core.LabelMap;
import dev.osprey.core.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ultralytics' layout: a {@code data.yaml} that names classes and pictures, and for each picture
 * {@code images/…/a.jpg} a label file {@code labels/…/a.txt}; or a folder with {@code images/},
 * {@code labels/} and {@code classes.txt} alone. A picture whose label file is empty or missing has
 * no objects. Boxes refer to the picture with its EXIF orientation applied. A category's id is the
 * number in the label files; a sample's id is its position, from 1.
 */
final class YoloFormat implements DatasetFormat {

  @Override
  public String layout() {
    return "data.yaml, or images/, labels/*.txt and classes.txt, as Ultralytics reads them";
  }

  @Override
  public boolean recognises(Path folder) {
    return YoloConfig.in(folder) != null || YoloFolder.recognises(folder);
  }

  @Override
  public boolean recognisesAnnotations(Path annotations) {
    return YoloConfig.isYaml(annotations)
        || PictureFolders.contents(annotations).stream()
            .anyMatch(file -> PictureFolders.ending(file).equals(".txt"));
  }

  @Override
  public List<String> splits(Path folder) {
    Path yaml = YoloConfig.in(folder);
    return yaml == null ? YoloFolder.splits(folder) : YoloConfig.read(yaml).splits();
  }

  @Override
  public Dataset read(DatasetSource source, EntryProblems problems) {
    YoloPictures pictures = pictures(source, problems);
    YoloLabels reading = new YoloLabels(pictures.labels(), problems);
    List<Sample> samples = new ArrayList<>();
    int labelled = 0;
    for (Path picture : pictures.files()) {
      Path labels = pictures.labelFile(picture);
      boolean exists = Files.isRegularFile(labels);
      labelled += exists ? 1 : 0;
      samples.add(
          new Sample(
              samples.size() + 1, picture, exists ? reading.read(labels, picture) : List.of()));
    }
    if (labelled == 0 && !samples.isEmpty()) {
      problems.warn(
          "none of the "
              + samples.size()
              + " pictures has a label file; the first would be "
              + pictures.labelFile(pictures.files().get(0)));
    }
    return new Dataset(source.split() == null ? "all" : source.split(), pictures.labels(), samples);
  }

  private static YoloPictures pictures(DatasetSource source, EntryProblems problems) {
    Path yaml = null;
    if (source.annotations() != null) {
      yaml = YoloConfig.isYaml(source.annotations()) ? source.annotations() : null;
    } else if (source.folder() != null) {
      yaml = YoloConfig.in(source.folder());
    } else {
      throw new UserError("no YOLO data set is given. Pass --data DIR or --annotations data.yaml");
    }
    if (yaml == null) {
      return YoloFolder.of(source).pictures(source);
    }
    YoloConfig config = YoloConfig.read(yaml);
    LabelMap labels =
        source.classes() == null
            ? config.labels()
            : YoloConfig.numbered(ClassFile.read(source.classes()));
    return new YoloPictures(labels, config.pictures(source, problems), null, null);
  }
}
