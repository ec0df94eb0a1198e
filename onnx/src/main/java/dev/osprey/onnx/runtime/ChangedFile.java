package dev.osprey.onnx.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.OnnxMetadata;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks that a file that another program changed can still be run. */
final class ChangedFile {
  private static final String INPUT = "images";
  private static final String CURE =
      " Change the exported file without renaming its inputs and outputs or giving them another"
          + " type, or run the exported file itself";

  /** The type and number of dimensions of an input or output. */
  private record Declared(OnnxJavaType type, int dimensions) {
    @Override
    public String toString() {
      return type.toString().toLowerCase(Locale.ROOT) + " of " + dimensions + " dimensions";
    }
  }

  private ChangedFile() {}

  /**
   * Checks that a file has metadata of an export.
   *
   * @throws UserError if it has none
   */
  static void requireMetadata(OnnxSession session, Path file) {
    if (session.metadata().keySet().stream().noneMatch(key -> key.startsWith("osprey."))) {
      throw new UserError(
          file
              + ": not exported by Osprey, or the program that changed it has dropped its metadata"
              + " (metadata_props with osprey.config, osprey.labels, ...), without which nobody"
              + " knows its classes and settings. Copy metadata_props over from the exported file,"
              + " or run that one");
    }
  }

  /**
   * Checks that a file has the inputs and outputs of its form.
   *
   * @throws UserError if a name or type differs
   */
  static void requireUsable(OnnxSession session, OnnxMetadata metadata, Path file) {
    boolean whole = metadata.form().fixed() == null;
    Declared images =
        whole ? new Declared(OnnxJavaType.UINT8, 4) : new Declared(OnnxJavaType.FLOAT, 4);
    require(session.inputs(), INPUT, images, "takes", file);
    if (session.inputs().size() > 1) {
      throw new UserError(
          file + ": takes more than images: " + session.inputs().keySet() + "." + CURE);
    }
    if (metadata.form().outputs() == ExportForm.Outputs.DETECTIONS) {
      results(metadata)
          .forEach((name, declared) -> require(session.outputs(), name, declared, "gives", file));
    }
  }

  private static Map<String, Declared> results(OnnxMetadata metadata) {
    Map<String, Declared> results = new LinkedHashMap<>();
    results.put("boxes", new Declared(OnnxJavaType.FLOAT, 3));
    results.put("scores", new Declared(OnnxJavaType.FLOAT, 2));
    results.put("labels", new Declared(OnnxJavaType.INT64, 2));
    results.put("num", new Declared(OnnxJavaType.INT64, 1));
    boolean landmarks =
        metadata.config() instanceof OneStageDetector.Config oneStage
            && oneStage.landmarks() != null;
    if (landmarks) {
      results.put("landmarks", new Declared(OnnxJavaType.FLOAT, 4));
    }
    return results;
  }

  private static void require(
      Map<String, NodeInfo> found, String name, Declared declared, String verb, Path file) {
    NodeInfo node = found.get(name);
    if (node == null) {
      throw new UserError(
          file
              + ": no longer "
              + verb
              + " \""
              + name
              + "\", but "
              + found.keySet()
              + ": another program has changed it."
              + CURE);
    }
    Declared other = declared(node);
    if (!declared.equals(other)) {
      throw new UserError(
          file
              + ": "
              + verb
              + " \""
              + name
              + "\" as "
              + (other == null ? "no tensor" : other)
              + ", not as "
              + declared
              + ": another program has changed it."
              + CURE);
    }
  }

  private static @Nullable Declared declared(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo tensor
        ? new Declared(tensor.type, tensor.getShape().length)
        : null;
  }
}
