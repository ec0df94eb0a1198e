package dev.osprey.parity.detector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.Annotation;
import dev.osprey.core.Boxes;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.ImageSize;
import dev.osprey.data.Sample;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseInput;
import dev.osprey.parity.spec.CaseSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The images of a case as one batch. */
public final class CaseBatch {
  private CaseBatch() {}

  /**
   * The objects of one image: boxes packed xyxy in pixels of the original.
   *
   * @param landmarks packed xy, 10 for each box, NaN where unknown; empty if there are none
   */
  public record Objects(float[] boxes, int[] labels, float[] landmarks) {
    static final Objects NONE = new Objects(new float[0], new int[0]);

    public Objects(float[] boxes, int[] labels) {
      this(boxes, labels, new float[0]);
    }

    private Annotation annotation(int i) {
      Annotation object = Annotation.of(Boxes.get(boxes, i), labels[i]);
      return landmarks.length == 0 || Float.isNaN(landmarks[FaceLandmarks.COORDINATES * i])
          ? object
          : object.at(object.box(), FaceLandmarks.get(landmarks, i));
    }
  }

  public static ImageBatch of(List<CaseInput> inputs, Preprocessing preprocessing) {
    return of(inputs, inputs.stream().map(input -> Objects.NONE).toList(), preprocessing);
  }

  public static ImageBatch of(
      List<CaseInput> inputs, List<Objects> objects, Preprocessing preprocessing) {
    if (objects.size() != inputs.size()) {
      throw new CaseError(objects.size() + " targets for " + inputs.size() + " inputs");
    }
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      List<Annotation> annotations = new ArrayList<>();
      for (int k = 0; k < objects.get(i).labels.length; k++) {
        annotations.add(objects.get(i).annotation(k));
      }
      samples.add(new Sample(i, Path.of("image" + i), annotations));
    }
    try (BatchAssembler assembler = new BatchAssembler(preprocessing, 1)) {
      return assembler.assemble(samples, inputs.stream().map(CaseInput::image).toList());
    }
  }

  /** Compares the resized sizes with a list of [height, width] in the spec, if there is one. */
  public static void compareSizes(
      String key, List<BatchImage> images, CaseSpec spec, Comparison comparison) {
    if (!spec.has(key)) {
      return;
    }
    JsonNode stated = spec.required(key);
    if (stated.size() != images.size()) {
      comparison.fail(key + ": " + images.size() + " images in place of " + stated.size());
      return;
    }
    for (int i = 0; i < images.size(); i++) {
      compareSize(key, stated.get(i), images.get(i).resized(), comparison);
    }
  }

  public static void compareSize(
      String what, JsonNode stated, ImageSize actual, Comparison comparison) {
    if (stated.path(0).intValue() != actual.height()
        || stated.path(1).intValue() != actual.width()) {
      comparison.fail(what + ": " + actual + " in place of " + stated);
    }
  }
}
