package dev.osprey.detection.onestage;

import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.loss.LandmarkLoss;

/** Settings of the landmarks of faces: their coding and their loss. */
public record Landmarks(LandmarkCoder.Config coder, LandmarkLoss.Config loss) {}
