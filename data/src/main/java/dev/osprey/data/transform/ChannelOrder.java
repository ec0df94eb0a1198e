package dev.osprey.data.transform;

/** The order of the three channels in a network's input. */
public enum ChannelOrder {
  /** Red, green, blue. */
  RGB,
  /** Blue, green, red, as networks with weights from Caffe expect. */
  BGR;

  /** The channel of an RGB image that becomes channel {@code c} of the network's input. */
  public int inImage(int c) {
    return this == RGB ? c : 2 - c;
  }
}
