package dev.osprey.onnx.runtime;

import dev.osprey.core.Detections;
import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.golden.GoldenAnswer;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.detection.golden.RawSample;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.OnnxMetadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs an exported file on the image of a golden request. */
public final class GoldenReplay {
  private GoldenReplay() {}

  /** Returns the file's answer; the raw rows of two stages in the order of the request's rows. */
  static GoldenAnswer of(OnnxSession session, OnnxMetadata metadata, GoldenRequest request) {
    ExportForm form = metadata.form();
    ExportInput input = ExportInput.of(form, List.of(request.image().draw()));
    Map<String, OnnxSession.Output> outputs;
    try (ImageBatch images = input.batch(metadata.config().preprocessing())) {
      outputs = input.run(session, images);
    }
    if (form.outputs() == ExportForm.Outputs.DETECTIONS) {
      return GoldenAnswer.of(DenseDetections.of(outputs).get(0), Map.of());
    }
    Map<String, float[]> values = values(outputs);
    float[] proposals = values.get(ProposalRows.NAME);
    float[] golden = goldenProposals(request);
    return GoldenAnswer.of(
        Detections.none(),
        proposals == null || golden == null
            ? values
            : ProposalRows.pick(values, proposals, ProposalRows.pairs(golden, proposals)));
  }

  /** Returns the float32 values of each output by its name, flat in C order. */
  public static Map<String, float[]> values(Map<String, OnnxSession.Output> outputs) {
    Map<String, float[]> values = new LinkedHashMap<>();
    outputs.forEach((name, output) -> values.put(name, output.floats()));
    return values;
  }

  private static float @Nullable [] goldenProposals(GoldenRequest request) {
    for (RawSample sample : request.answer().raw()) {
      if (sample.name().equals(ProposalRows.NAME)) {
        float[] values = new float[sample.values().size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = sample.values().get(i);
        }
        return values;
      }
    }
    return null;
  }
}
