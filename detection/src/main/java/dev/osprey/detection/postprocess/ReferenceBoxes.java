package dev.osprey.detection.postprocess;

/** The boxes that the last stage of a detector decodes its outputs from. */
public enum ReferenceBoxes {
  /** Anchors, level by level: the detector has one stage. */
  ANCHORS("postprocess", SideBound.ABOVE),
  /** Proposals of a first stage, all in one list: the detector has two stages. */
  PROPOSALS("regions.postprocess", SideBound.AT_LEAST);

  private final String settings;
  private final SideBound sideBound;

  ReferenceBoxes(String settings, SideBound sideBound) {
    this.settings = settings;
    this.sideBound = sideBound;
  }

  /** The key of this stage's {@link Postprocess.Config} in a model's configuration. */
  public String settings() {
    return settings;
  }

  /** How this stage compares sides with {@code minSide}. */
  public SideBound sideBound() {
    return sideBound;
  }
}
