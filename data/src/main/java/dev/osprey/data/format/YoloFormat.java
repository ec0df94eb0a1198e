package dev.osprey.data.format;

import dev.osprey.core.Annotation;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ultralytics' layout: a {@code data.yaml} that names classes and pictures, and for each picture
 * {@code images/…/a.jpg} a label file {@code labels/…/a.txt}; or a folder with {@code images/},
 * {@code labels/} and {@code classes.txt} alone; or Darknet's, as {@link DarknetConfig} says. A
 * picture whose label file is empty or missing has no objects. Boxes refer to the picture with its
 * EXIF orientation applied. A category's id is the number in the label files; a sample's id is its
 * position, from 1.
 */
final class YoloFormat implements DatasetFormat {

  @Override
  public String layout() {
    return "data.yaml, or images/, labels/*.txt and classes.txt, as Ultralytics reads them; or"
        + " obj.data, obj.names and obj_train_data/, as CVAT writes them for Darknet (YOLO 1.1)";
  }

  @Override
  public boolean recognises(Path folder) {
    return YoloConfig.in(folder) != null
        || YoloFolder.recognises(folder)
        || DarknetConfig.in(folder) != null;
  }

  @Override
  public boolean recognisesAnnotations(Path annotations) {
    return YoloConfig.isYaml(annotations)
        || DarknetConfig.isData(annotations)
        || PictureFolders.contents(annotations).stream()
            .anyMatch(file -> PictureFolders.ending(file).equals(".txt"));
  }

  @Override
  public List<String> splits(Path folder) {
    Path yaml = YoloConfig.in(folder);
    if (yaml != null) {
      return YoloConfig.read(yaml).splits();
    }
    DarknetConfig darknet = YoloFolder.recognises(folder) ? null : DarknetConfig.in(folder);
    return darknet == null ? YoloFolder.splits(folder) : List.copyOf(darknet.parts().keySet());
  }

  @Override
  public Dataset read(DatasetSource source, EntryProblems problems) {
    YoloPictures pictures = pictures(source, problems);
    YoloLabels reading = new YoloLabels(pictures.labels(), pictures.keypoints(), problems);
    List<Sample> samples = new ArrayList<>();
    Map<Path, Path> labelFiles = new LinkedHashMap<>();
    List<Path> without = new ArrayList<>();
    for (Path picture : pictures.files()) {
      Path found = pictures.labelFiles().find(picture);
      Path labels = found == null ? pictures.labelFiles().expected(picture) : found;
      labelFiles.put(picture, labels);
      if (found == null) {
        without.add(picture);
      } else if (!found.getFileName().toString().equals(PictureFolders.stem(picture) + ".txt")) {
        problems.tolerate(
            Fault.OTHER_LABEL_NAME, picture + " has its labels in " + found.getFileName());
      }
      List<Annotation> objects = found == null ? List.of() : reading.read(found, picture);
      if (objects != null) {
        samples.add(new Sample(samples.size() + 1, picture, objects));
      }
    }
    tellOfLabels(without, labelFiles, problems);
    YoloLostLabels.tell(labelFiles, problems);
    return new Dataset(source.split() == null ? "all" : source.split(), pictures.labels(), samples);
  }

  private static void tellOfLabels(
      List<Path> without, Map<Path, Path> labelFiles, EntryProblems problems) {
    if (without.isEmpty()) {
      return;
    }
    if (without.size() == labelFiles.size()) {
      problems.warn(
          "none of the "
              + without.size()
              + " pictures has a label file; the first would be "
              + labelFiles.get(without.get(0)));
      return;
    }
    for (Path picture : without) {
      problems.tolerate(
          Fault.WITHOUT_LABELS,
          picture + " (it would be " + labelFiles.get(picture) + ") counts as without objects");
    }
  }

  private static YoloPictures pictures(DatasetSource source, EntryProblems problems) {
    Path annotations = source.annotations();
    Path folder = source.folder();
    Path yaml = annotations == null && folder != null ? YoloConfig.in(folder) : annotations;
    if (yaml != null && YoloConfig.isYaml(yaml)) {
      return new YoloConfigImages(YoloConfig.read(yaml), source, problems).pictures();
    }
    DarknetConfig darknet = null;
    if (annotations != null) {
      darknet = DarknetConfig.isData(annotations) ? DarknetConfig.read(annotations) : null;
    } else if (folder != null && !YoloFolder.recognises(folder)) {
      darknet = DarknetConfig.in(folder);
    }
    return darknet == null
        ? YoloFolder.of(source).pictures(source)
        : new DarknetImages(darknet, source, problems).pictures();
  }
}
