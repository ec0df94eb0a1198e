package dev.osprey.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.Annotation;
import dev.osprey.core.Boxes;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.ImageSize;
import dev.osprey.data.Sample;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.PictureBatch;
import dev.osprey.data.loader.PicturePlane;
import dev.osprey.data.transform.Preprocessing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A case's pictures as one batch. */
public final class CaseBatch {
  private CaseBatch() {}

  /**
   * The objects of one picture: boxes packed xyxy in pixels of the original.
   *
   * @param landmarks packed xy, 10 for each box, NaN where unknown; empty where there are none
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

  public static PictureBatch of(List<CaseInput> inputs, Preprocessing preprocessing) {
    return of(inputs, inputs.stream().map(input -> Objects.NONE).toList(), preprocessing);
  }

  public static PictureBatch of(
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
      samples.add(new Sample(i, Path.of("picture" + i), annotations));
    }
    try (BatchAssembler assembler = new BatchAssembler(preprocessing, 1)) {
      return assembler.assemble(samples, inputs.stream().map(CaseInput::picture).toList());
    }
  }

  /** Compares the resized sizes with a list of [height, width] in the spec, where there is one. */
  public static void compareSizes(
      String key, List<PicturePlane> pictures, CaseSpec spec, Comparison comparison) {
    if (!spec.has(key)) {
      return;
    }
    JsonNode stated = spec.required(key);
    if (stated.size() != pictures.size()) {
      comparison.fail(key + ": " + pictures.size() + " pictures in place of " + stated.size());
      return;
    }
    for (int i = 0; i < pictures.size(); i++) {
      compareSize(key, stated.get(i), pictures.get(i).resized(), comparison);
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
