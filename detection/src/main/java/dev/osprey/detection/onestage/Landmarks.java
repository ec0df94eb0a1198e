package dev.osprey.detection.onestage;

import dev.osprey.detection.coding.LandmarkCoder;
import dev.osprey.detection.loss.LandmarkLoss;

/** How the landmarks of faces are learnt and read. */
public record Landmarks(LandmarkCoder.Config coder, LandmarkLoss.Config loss) {}
