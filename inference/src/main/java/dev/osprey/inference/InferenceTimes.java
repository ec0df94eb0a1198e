package dev.osprey.inference;

/**
 * The time that a detector has spent, in nanoseconds. The rest of the whole time is the selection
 * of detections: decoding of boxes, thresholds, NMS.
 *
 * @param whole from decoded images to detections
 * @param resizing of images to the network's inputs
 * @param network its forward passes
 * @param parts whether the times of resizing and network are known
 */
public record InferenceTimes(long whole, long resizing, long network, Parts parts) {

  /** Whether the parts of the whole time are known. */
  public enum Parts {
    /** Resizing, network and selection one by one. */
    MEASURED,
    /** An exported graph does all three in one step. */
    ONE_GRAPH,
    /** A GPU works asynchronously: network and selection are one time. */
    GPU
  }

  /** No time so far. */
  public static InferenceTimes none(Parts parts) {
    return new InferenceTimes(0, 0, 0, parts);
  }

  /** Returns the time from an earlier state to this one. */
  public InferenceTimes since(InferenceTimes earlier) {
    return new InferenceTimes(
        whole - earlier.whole, resizing - earlier.resizing, network - earlier.network, parts);
  }

  public InferenceTimes plus(long moreWhole, long moreResizing, long moreNetwork) {
    return new InferenceTimes(
        whole + moreWhole, resizing + moreResizing, network + moreNetwork, parts);
  }

  /** The rest of the whole time. */
  public long selection() {
    return Math.max(0, whole - resizing - network);
  }

  /** These times plus whole time of the same detector, as an exported graph reports it. */
  public InferenceTimes plusWhole(long nanoseconds) {
    return plus(nanoseconds, 0, 0);
  }
}
