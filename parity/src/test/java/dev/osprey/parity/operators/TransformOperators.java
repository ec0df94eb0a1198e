package dev.osprey.parity.operators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.ImageSize;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.ChannelOrder;
import dev.osprey.data.transform.Interpolation;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.data.transform.SizeRounding;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.detector.CaseBatch;
import dev.osprey.parity.spec.CaseSpec;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** torchvision's resizing, normalising and padding of images and boxes. */
public final class TransformOperators implements OpsFamily.Operators {
  private static final Pattern BOXES = Pattern.compile("out\\.boxes\\.(\\d+)");

  @Override
  public boolean compare(String name, CaseSpec spec, Comparison comparison) {
    if (!spec.has("transform")) {
      return false;
    }
    Tolerance tolerance = Tolerance.absolute(Tolerance.stated(spec, "abs"));
    JsonNode transform = spec.required("transform");
    Preprocessing preprocessing =
        preprocessing(transform.path("min_size").intValue(), transform.path("max_size").intValue());
    Matcher boxes = BOXES.matcher(name);
    if (boxes.matches()) {
      int image = Integer.parseInt(boxes.group(1));
      ImageSize original = spec.inputs().get(image).image().size();
      float[] given = comparison.expected().floats("in.boxes." + image);
      float[] resized = preprocessing.geometry(original).toResized(given);
      comparison.tensor(name, Numbers.of(resized, resized.length / 4, 4), tolerance);
      return true;
    }
    if (!name.equals("out.batched")) {
      return false;
    }
    try (ImageBatch batch = CaseBatch.of(spec.inputs(), preprocessing)) {
      CaseBatch.compareSizes("image_sizes", batch.images(), spec, comparison);
      float[] pixels = new float[batch.pixels().remaining()];
      batch.pixels().get(pixels);
      ImageSize padded = batch.padded();
      comparison.tensor(
          name, Numbers.of(pixels, batch.size(), 3, padded.height(), padded.width()), tolerance);
    }
    return true;
  }

  /** Compares the table of sizes. */
  @Override
  public void compareSpec(CaseSpec spec, Comparison comparison) {
    for (JsonNode row : spec.root().path("sizes")) {
      Preprocessing preprocessing =
          preprocessing(row.path("min").intValue(), row.path("max").intValue());
      ImageSize original = new ImageSize(row.path("h").intValue(), row.path("w").intValue());
      ImageSize resized = preprocessing.geometry(original).resized();
      ImageSize padded = preprocessing.padding().batchSize(List.of(resized));
      CaseBatch.compareSize("sizes " + row, row.path("out_hw"), resized, comparison);
      CaseBatch.compareSize("sizes " + row, row.path("padded_hw"), padded, comparison);
    }
  }

  public static Preprocessing preprocessing(int minSize, int maxSize) {
    return new Preprocessing(
        new ResizeRule.ShortestSide(
            minSize, maxSize, SizeRounding.FLOOR, Interpolation.BILINEAR, BoxScaling.PER_AXIS),
        ChannelOrder.RGB,
        Preprocessing.IMAGENET_MEAN,
        Preprocessing.IMAGENET_STD,
        new Padding(32, Padding.Rule.UP_TO_MULTIPLE));
  }
}
