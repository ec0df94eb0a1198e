package dev.osprey.report;

import java.awt.image.BufferedImage;

/** An image with found objects already drawn on it, and a line to stand below. */
public record CaptionedImage(BufferedImage image, String caption) {}
