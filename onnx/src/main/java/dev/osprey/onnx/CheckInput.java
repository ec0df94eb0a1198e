package dev.osprey.onnx;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbPicture;
import dev.osprey.data.loader.BatchAssembler;
import dev.osprey.data.loader.InferenceImage;
import dev.osprey.data.loader.PictureBatch;
import dev.osprey.data.loader.PicturePlane;
import dev.osprey.data.transform.BoxScaling;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.data.transform.ResizedGeometry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The same pictures for both engines. */
sealed interface CheckInput {

  /** Pictures of one size, as files of that form take them. */
  static CheckInput of(ExportForm form, List<RgbPicture> pictures) {
    return form.fixed() == null ? new Pictures(pictures) : new Prepared(pictures);
  }

  /** What libtorch gets. */
  PictureBatch batch(Preprocessing preprocessing);

  /**
   * What the file gives.
   *
   * @param batch as {@link #batch} made it
   */
  Map<String, OnnxSession.Output> run(OnnxSession session, PictureBatch batch);

  /** Pictures of one size, for files with the preprocessing inside. */
  record Pictures(List<RgbPicture> pictures) implements CheckInput {
    @Override
    public PictureBatch batch(Preprocessing preprocessing) {
      try (BatchAssembler assembler = new BatchAssembler(preprocessing, 1)) {
        return assembler.assemble(pictures);
      }
    }

    @Override
    public Map<String, OnnxSession.Output> run(OnnxSession session, PictureBatch batch) {
      return session.run(OnnxDetector.pixels(pictures), OnnxDetector.shape(pictures));
    }
  }

  /** Pictures of the network's own size, for files without: neither resized nor padded. */
  record Prepared(List<RgbPicture> pictures) implements CheckInput {
    @Override
    public PictureBatch batch(Preprocessing preprocessing) {
      ImageSize size = pictures.get(0).size();
      int floats = 3 * size.height() * size.width();
      ByteBuffer buffer =
          ByteBuffer.allocateDirect(Float.BYTES * floats * pictures.size())
              .order(ByteOrder.nativeOrder());
      Preprocessing asTheyAre = preprocessing.withResize(new ResizeRule.None());
      List<PicturePlane> planes = new ArrayList<>();
      for (int i = 0; i < pictures.size(); i++) {
        asTheyAre.render(pictures.get(i), size, size, buffer.asFloatBuffer(), i * floats);
        planes.add(
            new InferenceImage(new ResizedGeometry(size, size, 1, BoxScaling.PER_AXIS)));
      }
      return new PictureBatch(planes, size, buffer, () -> {});
    }

    @Override
    public Map<String, OnnxSession.Output> run(OnnxSession session, PictureBatch batch) {
      ImageSize size = batch.padded();
      return session.run(batch.pixels(), batch.size(), 3, size.height(), size.width());
    }
  }
}
