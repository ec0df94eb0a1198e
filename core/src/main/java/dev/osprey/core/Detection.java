package dev.osprey.core;

/** One found object: box in pixels of the original picture, label from 0, score in [0, 1]. */
public record Detection(Box box, int label, float score) {}
