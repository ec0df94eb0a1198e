package dev.osprey.onnx;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.UserError;
import dev.osprey.data.image.RgbPicture;
import dev.osprey.detection.Detector;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An exported detector in its default form, run by ONNX Runtime on the CPU: pictures in, detections
 * in pixels of those pictures out. Several threads may use one. Owns native memory until it is
 * closed.
 */
public final class OnnxDetector implements AutoCloseable {
  private final OnnxSession session;
  private final OnnxMetadata metadata;

  private OnnxDetector(OnnxSession session, OnnxMetadata metadata) {
    this.session = session;
    this.metadata = metadata;
  }

  /**
   * Opens a file that {@link OnnxExporter} wrote.
   *
   * @param threads inside one operation; 0: one per core
   * @throws UserError where it is missing or damaged, has another form, or comes from elsewhere
   */
  public static OnnxDetector open(Path file, int threads) {
    OnnxSession session = OnnxSession.open(file, threads);
    try {
      OnnxMetadata metadata = OnnxMetadata.read(session.metadata(), file.toString());
      if (!metadata.form().equals(ExportForm.whole().toString())) {
        throw new UserError(
            file
                + ": exported as \""
                + metadata.form()
                + "\", which takes no pictures or gives no detections; export it without --fixed"
                + " and --raw");
      }
      return new OnnxDetector(session, metadata);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /** The classes that labels of detections stand for. */
  public LabelMap labels() {
    return metadata.labels();
  }

  /** The settings of the detector that was exported. */
  public Detector.Config config() {
    return metadata.config();
  }

  /** Finds objects in a decoded picture. */
  public Detections detect(RgbPicture picture) {
    return detect(List.of(picture)).get(0);
  }

  /** Finds objects in several pictures; those of one size run as one batch. */
  public List<Detections> detect(List<RgbPicture> pictures) {
    Map<ImageSize, List<Integer>> bySize = new LinkedHashMap<>();
    for (int i = 0; i < pictures.size(); i++) {
      bySize.computeIfAbsent(pictures.get(i).size(), size -> new ArrayList<>()).add(i);
    }
    Detections[] found = new Detections[pictures.size()];
    bySize.forEach(
        (size, members) -> {
          List<RgbPicture> batch = members.stream().map(pictures::get).toList();
          List<Detections> ofBatch = DenseDetections.of(session.run(pixels(batch), shape(batch)));
          for (int i = 0; i < members.size(); i++) {
            found[members.get(i)] = ofBatch.get(i);
          }
        });
    return List.of(found);
  }

  static long[] shape(List<RgbPicture> batch) {
    return new long[] {batch.size(), batch.get(0).height(), batch.get(0).width(), 3};
  }

  /** Pictures of one size, one after the other. */
  static ByteBuffer pixels(List<RgbPicture> batch) {
    int each = batch.get(0).pixels().length;
    ByteBuffer pixels = ByteBuffer.allocateDirect(Math.multiplyExact(batch.size(), each));
    batch.forEach(picture -> pixels.put(picture.pixels()));
    return pixels.rewind();
  }

  @Override
  public void close() {
    session.close();
  }
}
