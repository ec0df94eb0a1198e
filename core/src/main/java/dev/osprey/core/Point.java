package dev.osprey.core;

/** A place in a picture: pixels of the original picture, from its left and from its top. */
public record Point(double x, double y) {}
