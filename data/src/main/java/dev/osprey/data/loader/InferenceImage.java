package dev.osprey.data.loader;

import dev.osprey.data.transform.ResizedGeometry;

/** An image of a batch for inference: it belongs to no data set and has no annotations. */
public record InferenceImage(ResizedGeometry geometry) implements BatchImage {}
