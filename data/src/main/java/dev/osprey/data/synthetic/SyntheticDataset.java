package dev.osprey.data.synthetic;

import java.nio.file.Path;

/**
 * Pictures that the program draws itself, with their objects; the same settings, the same bytes.
 */
public interface SyntheticDataset {
  /** Pictures of the split {@code train}. */
  int trainPictures();

  /** Pictures of the split {@code val}. */
  int valPictures();

  /**
   * Draws the data set; a folder of that name is always complete.
   *
   * @throws dev.osprey.core.UserError where {@code folder} exists already or cannot be written
   */
  void write(Path folder);

  /** Where the pictures of the split {@code val} lie inside the folder. */
  Path valImageFolder();
}
