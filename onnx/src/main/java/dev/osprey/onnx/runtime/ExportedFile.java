package dev.osprey.onnx.runtime;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.golden.GoldenAnswer;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.OnnxMetadata;
import dev.osprey.onnx.file.QuantizationRecord;
import dev.osprey.onnx.file.SealPolicy;
import dev.osprey.weights.WrongModelFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An exported file of any form, opened in ONNX Runtime on the CPU. Several threads may use one. It
 * owns native memory until it is closed; closing waits for the runs of other threads. Its metadata
 * can be read afterwards; running it throws an {@link IllegalStateException}.
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
   * @throws UserError if it is missing, damaged, or not exported by Osprey
   */
  public static ExportedFile open(Path file, int threads) {
    return open(file, threads, SealPolicy.REQUIRE);
  }

  /**
   * Opens a file that another program may have changed, if the policy allows it.
   *
   * @throws UserError also if its inputs, outputs or metadata are no longer those of the export
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

  /** Returns whether the file is, byte for byte, as it was exported. */
  public boolean isAsExported() {
    return session.isAsExported();
  }

  /** Returns the inputs and outputs of the file. */
  public ExportForm form() {
    return metadata.form();
  }

  /** Returns the settings of the exported detector. */
  public Detector.Config config() {
    return metadata.config();
  }

  /** Returns the classes. */
  public LabelMap labels() {
    return metadata.labels();
  }

  /** Returns the object sizes that it was trained on; null: unknown. */
  public @Nullable TrainedSizes trainedSizes() {
    return metadata.trainedSizes();
  }

  /**
   * Returns an image and the results of libtorch for it at the export; empty in files of older
   * versions, and if the network's outputs were not finite.
   */
  public Optional<GoldenRequest> golden() {
    return Optional.ofNullable(metadata.golden());
  }

  /** Returns how the network was quantised; empty if it computes in float32. */
  public Optional<QuantizationRecord> quantization() {
    return Optional.ofNullable(metadata.quantization());
  }

  /** Runs this file on the image of a golden request. */
  public GoldenAnswer replay(GoldenRequest request) {
    return GoldenReplay.of(session, metadata, request);
  }

  OnnxSession session() {
    return session;
  }

  @Override
  public void close() {
    session.close();
  }
}
