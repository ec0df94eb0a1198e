package dev.osprey.onnx.runtime;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.golden.GoldenAnswer;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.onnx.OnnxExporter;
import dev.osprey.onnx.check.GoldenExport;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.OnnxMetadata;
import dev.osprey.onnx.file.SealPolicy;
import dev.osprey.weights.WrongModelFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of any form that {@link OnnxExporter} wrote, in ONNX Runtime on the CPU. Several threads
 * may use one. Owns native memory until it is closed; closing waits for what other threads run.
 * What it says of itself is there afterwards, too; running it is an {@link IllegalStateException}.
 */
public final class ExportedFile implements AutoCloseable {
  private final OnnxSession session;
  private final OnnxMetadata metadata;

  private ExportedFile(OnnxSession session, OnnxMetadata metadata) {
    this.session = session;
    this.metadata = metadata;
  }

  /**
   * Opens a file.
   *
   * @param threads inside one operation; 0: one per core
   * @throws UserError where it is missing, damaged, or comes from elsewhere
   */
  public static ExportedFile open(Path file, int threads) {
    return open(file, threads, SealPolicy.REQUIRE);
  }

  /**
   * The same, where the policy allows it also of a file that another program has changed.
   *
   * @throws UserError also where its inputs, outputs or metadata are no longer those of the export
   */
  public static ExportedFile open(Path file, int threads, SealPolicy policy) {
    WrongModelFile.ofOnnx(file)
        .ifPresent(
            error -> {
              throw error;
            });
    OnnxSession session = OnnxSession.open(file, threads, policy);
    try {
      if (!session.isAsExported()) {
        ChangedFile.requireMetadata(session, file);
      }
      OnnxMetadata metadata = OnnxMetadata.read(session.metadata(), file.toString());
      if (!session.isAsExported()) {
        ChangedFile.requireUsable(session, metadata, file);
      }
      return new ExportedFile(session, metadata);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /** Whether it is, byte for byte, what was exported. */
  public boolean isAsExported() {
    return session.isAsExported();
  }

  /** What it takes and gives. */
  public ExportForm form() {
    return metadata.form();
  }

  /** The settings that it was exported with. */
  public Detector.Config config() {
    return metadata.config();
  }

  /** The classes that labels of detections stand for. */
  public LabelMap labels() {
    return metadata.labels();
  }

  /** What objects it was trained on; null where that is unknown. */
  public @Nullable TrainedSizes trainedSizes() {
    return metadata.trainedSizes();
  }

  /**
   * What libtorch gave for an image when the file was exported; empty in files of older versions,
   * and where the network's outputs were not finite.
   */
  public Optional<GoldenRequest> golden() {
    return Optional.ofNullable(metadata.golden());
  }

  /** What this file gives for the image of a golden request. */
  public GoldenAnswer replay(GoldenRequest request) {
    return new GoldenExport(form(), config()).replay(session, request);
  }

  OnnxSession session() {
    return session;
  }

  @Override
  public void close() {
    session.close();
  }
}
