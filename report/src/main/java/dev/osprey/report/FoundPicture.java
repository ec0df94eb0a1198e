package dev.osprey.report;

import java.awt.image.BufferedImage;

/** A picture with found objects already drawn on it, and a line to stand below. */
public record FoundPicture(BufferedImage picture, String caption) {}
