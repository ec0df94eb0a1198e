package dev.osprey.report;

import java.awt.image.BufferedImage;

/** An image with its detections drawn on it, and its caption. */
public record CaptionedImage(BufferedImage image, String caption) {}
