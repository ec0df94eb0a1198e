package dev.osprey.data.transform;

/** In which order a network gets an image's three channels. */
public enum ChannelOrder {
  /** Red, green, blue. */
  RGB,
  /** Blue, green, red: what networks expect whose weights come from Caffe. */
  BGR;

  /** Where channel {@code c} of the network's input is in an image, whose channel 0 is red. */
  public int inImage(int c) {
    return this == RGB ? c : 2 - c;
  }
}
