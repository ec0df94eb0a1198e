package dev.osprey.predict;

/**
 * How long a detector has worked, in nanoseconds. What is left of the whole time was the selection
 * of detections: decoding boxes, thresholds, NMS.
 *
 * @param whole from decoded images to detections
 * @param resizing of images to the network's inputs
 * @param network its forward passes
 * @param parts whether resizing and network are known apart from the whole
 */
public record InferenceTimes(long whole, long resizing, long network, Parts parts) {

  /** Whether the parts of the whole time are known. */
  public enum Parts {
    /** Resizing, network and selection one by one. */
    MEASURED,
    /** An exported graph does all three in one. */
    ONE_GRAPH,
    /** A GPU works beside the program: network and selection are one time. */
    GPU
  }

  /** Nothing so far. */
  public static InferenceTimes none(Parts parts) {
    return new InferenceTimes(0, 0, 0, parts);
  }

  /** The time from an earlier state to this one. */
  public InferenceTimes since(InferenceTimes earlier) {
    return new InferenceTimes(
        whole - earlier.whole, resizing - earlier.resizing, network - earlier.network, parts);
  }

  InferenceTimes plus(long moreWhole, long moreResizing, long moreNetwork) {
    return new InferenceTimes(
        whole + moreWhole, resizing + moreResizing, network + moreNetwork, parts);
  }

  /** The rest of the whole time. */
  public long selection() {
    return Math.max(0, whole - resizing - network);
  }

  /** With time of the same detector on the whole, as an exported graph takes it. */
  public InferenceTimes plusWhole(long nanoseconds) {
    return plus(nanoseconds, 0, 0);
  }
}
