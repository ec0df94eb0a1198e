package dev.osprey.cli;

import dev.osprey.core.UserError;
import dev.osprey.data.format.DatasetSource;
import dev.osprey.data.format.InvalidBoxes;
import dev.osprey.data.format.VocCorners;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a data set lies: a folder whose layout is recognised, or its files said outright. */
final class DatasetOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data set's folder; its layout is recognised.")
  @Nullable Path data;

  @Option(names = "--format", description = "coco or voc, where the layout leaves a doubt.")
  @Nullable String format;

  @Option(names = "--split", description = "The part to read, such as train, val, test.")
  @Nullable String split;

  @Option(
      names = "--annotations",
      paramLabel = "FILE",
      description = "The annotation file (COCO) or folder (VOC).")
  @Nullable Path annotations;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "The folder that file names start from.")
  @Nullable Path images;

  @Option(
      names = "--classes",
      paramLabel = "FILE",
      description = "Class names, one a line, in the order of their labels.")
  @Nullable Path classes;

  @Option(
      names = "--invalid-boxes",
      defaultValue = "fail",
      description =
          "fail or skip: what to do with boxes without area or outside their picture (default:"
              + " ${DEFAULT-VALUE})")
  InvalidBoxes invalidBoxes;

  DatasetSource source() {
    if (data == null && annotations == null) {
      throw new UserError("say which data set: --data DIR, or --annotations FILE --images DIR");
    }
    return new DatasetSource(
        data, format, split, annotations, images, classes, invalidBoxes, VocCorners.AS_WRITTEN);
  }
}
