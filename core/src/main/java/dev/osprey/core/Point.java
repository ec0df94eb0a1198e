package dev.osprey.core;

/** A point of an image, in pixels of the original image from its left and top edges. */
public record Point(double x, double y) {}
