package dev.osprey.onnx.runtime;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.BatchImage;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.data.loader.InferenceImage;
import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.data.transform.ResizedGeometry;
import dev.osprey.onnx.file.ExportForm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Images as the input of an exported file and of libtorch. */
public sealed interface ExportInput {

  /** Returns images of one size as input of files of a form. */
  static ExportInput of(ExportForm form, List<RgbImage> images) {
    return form.fixed() == null ? new Images(images) : new Prepared(images);
  }

  /** Returns the batch for libtorch. */
  ImageBatch batch(Preprocessing preprocessing);

  /**
   * Runs the file and returns its outputs.
   *
   * @param batch as {@link #batch} made it
   */
  Map<String, OnnxSession.Output> run(OnnxSession session, ImageBatch batch);

  /** Images of one size, for files that preprocess them. */
  record Images(List<RgbImage> images) implements ExportInput {
    @Override
    public ImageBatch batch(Preprocessing preprocessing) {
      try (BatchAssembler assembler = new BatchAssembler(preprocessing, 1)) {
        return assembler.assemble(images);
      }
    }

    @Override
    public Map<String, OnnxSession.Output> run(OnnxSession session, ImageBatch batch) {
      return session.run(images);
    }
  }

  /**
   * Images of the network's input size, for files without preprocessing: neither resized nor
   * padded.
   */
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
        planes.add(new InferenceImage(new ResizedGeometry(size, size, 1, BoxScaling.PER_AXIS)));
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
