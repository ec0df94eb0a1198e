package dev.osprey.data.format;

/** What happens to pictures without objects; crowd regions are no objects here. */
public enum EmptyPictures {
  /** They stay, as pictures that show none of the classes. */
  KEEP,
  /** They are left out, as torchvision's and mmdetection's training scripts do. */
  DROP
}
