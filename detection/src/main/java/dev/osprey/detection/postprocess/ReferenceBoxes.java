package dev.osprey.detection.postprocess;

/** What the boxes of a detector's last stage are decoded from. */
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

  /** Where a model's configuration has the {@link Postprocess.Config} of this stage. */
  public String settings() {
    return settings;
  }

  /** How this stage compares sides with {@code minSide}. */
  public SideBound sideBound() {
    return sideBound;
  }
}
