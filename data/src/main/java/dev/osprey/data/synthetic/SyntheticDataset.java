package dev.osprey.data.synthetic;

import java.nio.file.Path;

/** Images that the program draws itself, with their objects; the same settings, the same bytes. */
public interface SyntheticDataset {
  /** Images of the split {@code train}. */
  int trainImageCount();

  /** Images of the split {@code val}. */
  int valImageCount();

  /**
   * Draws the data set; a folder of that name is always complete.
   *
   * @throws dev.osprey.core.text.UserError where {@code folder} exists already or cannot be written
   */
  void write(Path folder);

  /** Where the images of the split {@code val} lie inside the folder. */
  Path valImages();
}
