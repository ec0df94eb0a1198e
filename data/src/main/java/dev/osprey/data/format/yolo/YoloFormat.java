package dev.osprey.data.format.yolo;

import dev.osprey.core.Annotation;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.format.reading.DatasetFormat;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import dev.osprey.data.format.reading.ImageFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ultralytics' layout: a {@code data.yaml} that names classes and images, and for each image {@code
 * images/…/a.jpg} a label file {@code labels/…/a.txt}; or a folder with {@code images/}, {@code
 * labels/} and {@code classes.txt} alone; or Darknet's layout, see {@link DarknetConfig}. An image
 * whose label file is empty or missing has no objects. Boxes refer to the image with its EXIF
 * orientation applied. A category's id is the number in the label files; a sample's id is its
 * position, from 1.
 */
public final class YoloFormat implements DatasetFormat {

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
        || ImageFolders.contents(annotations).stream()
            .anyMatch(file -> ImageFolders.ending(file).equals(".txt"));
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
    YoloImages images = images(source, problems);
    YoloLabels reading = new YoloLabels(images.labels(), images.keypoints(), problems);
    List<Sample> samples = new ArrayList<>();
    Map<Path, Path> labelFiles = new LinkedHashMap<>();
    List<Path> without = new ArrayList<>();
    for (Path image : images.files()) {
      Path found = images.labelFiles().find(image);
      Path labels = found == null ? images.labelFiles().expected(image) : found;
      labelFiles.put(image, labels);
      if (found == null) {
        without.add(image);
      } else if (!found.getFileName().toString().equals(ImageFolders.stem(image) + ".txt")) {
        problems.tolerate(
            Fault.OTHER_LABEL_NAME, image + " has its labels in " + found.getFileName());
      }
      List<Annotation> objects = found == null ? List.of() : reading.read(found, image);
      if (objects != null) {
        samples.add(new Sample(samples.size() + 1, image, objects));
      }
    }
    warnOfMissingLabels(without, labelFiles, problems);
    YoloUnmatchedLabels.warn(labelFiles, problems);
    return new Dataset(source.split() == null ? "all" : source.split(), images.labels(), samples);
  }

  private static void warnOfMissingLabels(
      List<Path> without, Map<Path, Path> labelFiles, EntryProblems problems) {
    if (without.isEmpty()) {
      return;
    }
    if (without.size() == labelFiles.size()) {
      problems.warn(
          "none of the "
              + without.size()
              + " images has a label file; the first would be "
              + labelFiles.get(without.get(0)));
      return;
    }
    for (Path image : without) {
      problems.tolerate(
          Fault.WITHOUT_LABELS,
          image + " (it would be " + labelFiles.get(image) + ") counts as without objects");
    }
  }

  private static YoloImages images(DatasetSource source, EntryProblems problems) {
    Path annotations = source.annotations();
    Path folder = source.folder();
    Path yaml = annotations == null && folder != null ? YoloConfig.in(folder) : annotations;
    if (yaml != null && YoloConfig.isYaml(yaml)) {
      return new YoloConfigImages(YoloConfig.read(yaml), source, problems).images();
    }
    DarknetConfig darknet = null;
    if (annotations != null) {
      darknet = DarknetConfig.isData(annotations) ? DarknetConfig.read(annotations) : null;
    } else if (folder != null && !YoloFolder.recognises(folder)) {
      darknet = DarknetConfig.in(folder);
    }
    return darknet == null
        ? YoloFolder.of(source).images(source)
        : new DarknetImages(darknet, source, problems).images();
  }
}
