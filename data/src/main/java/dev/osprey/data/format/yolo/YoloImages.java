package dev.osprey.data.format.yolo;

import dev.osprey.core.LabelMap;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images of one split of a YOLO data set.
 *
 * @param labels whose categories' ids are the numbers in the label files
 * @param labelFiles finds the files with the objects
 * @param keypoints null if rows have none
 */
record YoloImages(
    LabelMap labels,
    List<Path> files,
    YoloLabelFiles labelFiles,
    @Nullable YoloKeypoints keypoints) {
  YoloImages {
    files = List.copyOf(files);
  }
}
