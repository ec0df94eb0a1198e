package dev.osprey.data.result;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.ImageFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the images of WIDER FACE: {@code images/<event>/<image>.jpg}. */
public final class WiderImages {
  private static final int SHOWN = 5;

  private WiderImages() {}

  /**
   * The files of all images of a ground truth, in its order.
   *
   * @param folder with the events' folders, or with {@code images} or {@code WIDER_val/images}
   *     above them
   * @throws UserError if images are missing; the message counts all and names the first
   */
  public static List<Path> find(Path folder, WiderTruth truth) {
    if (!Files.isDirectory(folder)) {
      throw new UserError("image folder " + folder + " does not exist. Check --data");
    }
    ImageFolders folders =
        new ImageFolders(
            List.of(
                folder.resolve("images"), folder.resolve("WIDER_val").resolve("images"), folder));
    List<Path> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (WiderTruth.Image image : truth.images()) {
      Path file = folders.findByStem(image.path());
      if (file == null) {
        missing.add(image.path());
      } else {
        found.add(file);
      }
    }
    if (!missing.isEmpty()) {
      throw absent(missing, folders, truth);
    }
    return found;
  }

  private static UserError absent(List<String> missing, ImageFolders folders, WiderTruth truth) {
    return new UserError(
        missing.size()
            + " of the "
            + truth.images().size()
            + " images of the ground truth are absent: "
            + String.join(", ", missing.subList(0, Math.min(SHOWN, missing.size())))
            + (missing.size() > SHOWN ? ", …" : "")
            + ". Looked for <event>/<image>.jpg in "
            + folders.list()
            + ". Check --data");
  }
}
