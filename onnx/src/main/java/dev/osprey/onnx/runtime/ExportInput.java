package dev.osprey.onnx.runtime;

import dev.osprey.core.ImageSize;
import dev.osprey.data.Sample;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.data.transform.ResizedGeometry;
import dev.osprey.onnx.file.ExportForm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The same images for both engines. */
public sealed interface ExportInput {

  /** Images of one size, as files of that form take them. */
  static ExportInput of(ExportForm form, List<RgbImage> images) {
    return form.fixed() == null ? new Images(images) : new Prepared(images);
  }

  /** What libtorch gets. */
  ImageBatch batch(Preprocessing preprocessing);

  /**
   * What the file gives.
   *
   * @param batch as {@link #batch} made it
   */
  Map<String, OnnxSession.Output> run(OnnxSession session, ImageBatch batch);

  /** Images of one size, for files with the preprocessing inside. */
  record Images(List<RgbImage> images) implements ExportInput {
    @Override
    public ImageBatch batch(Preprocessing preprocessing) {
      try (BatchAssembler assembler = new BatchAssembler(preprocessing, 1)) {
        return assembler.assemble(images);
      }
    }

    @Override
    public Map<String, OnnxSession.Output> run(OnnxSession session, ImageBatch batch) {
      return session.run(OnnxDetector.pixels(images), OnnxDetector.shape(images));
    }
  }

  /** Images of the network's own size, for files without: neither resized nor padded. */
  record Prepared(List<RgbImage> images) implements ExportInput {
    @Override
    public ImageBatch batch(Preprocessing preprocessing) {
      ImageSize size = images.get(0).size();
      int floats = 3 * size.height() * size.width();
      ByteBuffer buffer =
          ByteBuffer.allocateDirect(Float.BYTES * floats * images.size())
              .order(ByteOrder.nativeOrder());
      Preprocessing asTheyAre = preprocessing.withResize(new ResizeRule.None());
      List<BatchImage> planes = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        asTheyAre.render(images.get(i), size, size, buffer.asFloatBuffer(), i * floats);
        planes.add(
            new BatchImage(
                new Sample(i, Path.of("image-" + i), List.of()),
                new ResizedGeometry(size, size, 1, BoxScaling.PER_AXIS),
                new float[0],
                new int[0],
                new float[0]));
      }
      return new ImageBatch(planes, size, buffer, () -> {});
    }

    @Override
    public Map<String, OnnxSession.Output> run(OnnxSession session, ImageBatch batch) {
      ImageSize size = batch.padded();
      return session.run(batch.pixels(), batch.size(), 3, size.height(), size.width());
    }
  }
}
