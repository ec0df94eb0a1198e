package dev.osprey.data.format.reading;

/** What happens to images without objects; crowd regions are no objects here. */
public enum EmptyImages {
  /** They are kept, as images that show none of the classes. */
  KEEP,
  /** They are left out, as torchvision's and mmdetection's training scripts do. */
  DROP
}
