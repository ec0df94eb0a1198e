package dev.osprey.core;

/** A place in an image: pixels of the original image, from its left and from its top. */
public record Point(double x, double y) {}
