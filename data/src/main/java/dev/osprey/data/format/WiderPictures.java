package dev.osprey.data.format;

import dev.osprey.core.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The pictures of WIDER FACE: {@code images/<event>/<picture>.jpg}. */
public final class WiderPictures {
  private static final int SHOWN = 5;

  private WiderPictures() {}

  /**
   * The files of all pictures of a ground truth, in its order.
   *
   * @param folder with the events' folders, or with {@code images} or {@code WIDER_val/images}
   *     above them
   * @throws UserError where pictures are absent; all are counted, the first ones named
   */
  public static List<Path> find(Path folder, WiderTruth truth) {
    if (!Files.isDirectory(folder)) {
      throw new UserError("picture folder " + folder + " does not exist. Check --data");
    }
    PictureFolders folders =
        new PictureFolders(
            List.of(
                folder.resolve("images"), folder.resolve("WIDER_val").resolve("images"), folder));
    List<Path> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (WiderTruth.Picture picture : truth.pictures()) {
      Path file = folders.findByStem(picture.path());
      if (file == null) {
        missing.add(picture.path());
      } else {
        found.add(file);
      }
    }
    if (!missing.isEmpty()) {
      throw absent(missing, folders, truth);
    }
    return found;
  }

  private static UserError absent(List<String> missing, PictureFolders folders, WiderTruth truth) {
    return new UserError(
        missing.size()
            + " of the "
            + truth.pictures().size()
            + " pictures of the ground truth are absent: "
            + String.join(", ", missing.subList(0, Math.min(SHOWN, missing.size())))
            + (missing.size() > SHOWN ? ", …" : "")
            + ". Looked for <event>/<picture>.jpg in "
            + folders.list()
            + ". Check --data");
  }
}
