package dev.osprey.data.format.wider;

import dev.osprey.data.format.reading.DatasetFolder;

/** A WIDER FACE data set in a folder. */
abstract class WiderFolder extends DatasetFolder {
  void drawTrain(String... labels) {
    files.image("train/images/0--Parade/a.jpg", 100, 80);
    files.image("train/images/0--Parade/b.jpg", 50, 40);
    files.text("train/label.txt", labels);
  }

  void drawOfficial(String... labels) {
    files.image("WIDER_train/images/0--Parade/a.jpg", 100, 80);
    files.image("WIDER_train/images/0--Parade/b.jpg", 50, 40);
    files.text("wider_face_split/wider_face_train_bbx_gt.txt", labels);
  }
}
