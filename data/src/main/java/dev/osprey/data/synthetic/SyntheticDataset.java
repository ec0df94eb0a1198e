package dev.osprey.data.synthetic;

import java.nio.file.Path;

/** A data set that the program draws itself. The same settings give the same bytes. */
public interface SyntheticDataset {
  /** The number of images in the split {@code train}. */
  int trainImageCount();

  /** The number of images in the split {@code val}. */
  int valImageCount();

  /**
   * Draws the data set into a folder, which is complete as soon as it exists.
   *
   * @throws dev.osprey.core.text.UserError if {@code folder} exists already or cannot be written
   */
  void write(Path folder);

  /** The folder of the images of the split {@code val}, relative to the data set's folder. */
  Path valImageFolder();
}
