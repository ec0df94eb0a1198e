package dev.osprey.parity.family;

import dev.osprey.data.loader.ImageBatch;
import dev.osprey.data.transform.Padding;
import dev.osprey.data.transform.Preprocessing;
import dev.osprey.data.transform.ResizeRule;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.detection.anchor.AnchorFilter;
import dev.osprey.detection.anchor.Anchors;
import dev.osprey.detection.output.ForwardPass;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.parity.comparison.AnchorTargetsComparison;
import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.Numbers;
import dev.osprey.parity.comparison.TensorValues;
import dev.osprey.parity.comparison.Tolerance;
import dev.osprey.parity.detector.CaseBatch;
import dev.osprey.parity.detector.CaseRuns;
import dev.osprey.parity.detector.DetectorCase;
import dev.osprey.parity.detector.TrainingRun;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.PeerArguments;
import dev.osprey.parity.spec.RequiredEntries;
import dev.osprey.torch.Batch;
import dev.osprey.torch.Device;
import dev.osprey.torch.TensorScope;
import dev.osprey.torch.TorchOps;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.naming.MmdetNames;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/** mmdetection 2.x's RetinaNet: inference or training; images are padded but not resized. */
public final class MmdetRetinaNetFamily implements CaseFamily {
  private static final Pattern LEVEL = Pattern.compile("([CP])(\\d)");
  private static final Pattern FLAGS = Pattern.compile("valid_flags\\.(\\d+)");
  private static final int FIRST_LEVEL = 3;
  private static final String PYTORCH = "pytorch";

  /** The styles of the peer's backbone and the suffixes of our presets. */
  private static final Map<String, String> STYLES =
      Map.of(PYTORCH, "-mmdet", "caffe", "-caffe-mmdet");

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    OneStageDetector.Config config = config(spec.options());
    DetectorCase<OneStageDetector> retinaNet =
        new DetectorCase<>(config.create(), new MmdetNames());
    retinaNet.compareStateDict(spec, comparison);
    try (Weights weights = retinaNet.weights(spec)) {
      if (spec.has("optimizer")) {
        List<CaseBatch.Objects> objects = TorchvisionRetinaNetFamily.targets(spec);
        try (TensorScope scope = TensorScope.inference();
            ImageBatch images = CaseBatch.of(spec.inputs(), objects, config.preprocessing());
            Batch batch = Batch.of(images, Device.CPU)) {
          new AnchorTargetsComparison(config, spec, comparison)
              .compare(anchors(retinaNet, weights.trainingOps(), batch), batch.labelled());
        }
        new TrainingRun(retinaNet, weights, spec, comparison)
            .run(CaseBatch.of(spec.inputs(), objects, config.preprocessing()));
      } else {
        retinaNet.detecting(
            spec, weights, runs -> compare(retinaNet.detector(), runs, spec, comparison));
      }
    }
  }

  private static OneStageDetector.Config config(PeerArguments options) {
    String style = options.oneOf("style", PYTORCH, STYLES.keySet());
    String preset = "retinanet-r" + options.integer("depth") + RequiredEntries.of(STYLES, style);
    OneStageDetector.Config base = (OneStageDetector.Config) Presets.config(preset);
    OneStageDetector.Config config =
        new OneStageDetector.Config(
            base.type(),
            options.integer("num_classes"),
            new Preprocessing(
                new ResizeRule.None(),
                base.preprocessing().channels(),
                base.preprocessing().mean(),
                base.preprocessing().std(),
                new Padding(32, Padding.Rule.UP_TO_MULTIPLE)),
            base.backbone(),
            base.neck(),
            base.head(),
            base.anchors(),
            base.coder(),
            base.anchorFilter(),
            base.matcher(),
            base.sampler(),
            base.loss(),
            base.landmarks(),
            base.postprocess());
    options.finish();
    return config;
  }

  private static Anchors anchors(
      DetectorCase<OneStageDetector> retinaNet, TorchOps ops, Batch batch) {
    OneStageNetwork.Trace<Tensor> trace =
        ops.run(batch.tensor(), images -> retinaNet.detector().network().trace(ops, images));
    return retinaNet.detector().anchors(trace.features(), batch);
  }

  private static void compare(
      OneStageDetector retinaNet, CaseRuns runs, CaseSpec spec, Comparison comparison) {
    Batch batch = runs.batch();
    OneStageNetwork.Trace<Tensor> trace = retinaNet.network().trace(runs.ops(), batch.tensor());
    Anchors anchors = retinaNet.anchors(trace.features(), batch);
    Inside inside = new Inside(trace, anchors, batch, retinaNet.config());
    comparison.expected().names().forEach(name -> inside.compare(name, spec, comparison));
    for (ForwardPass pass : runs.passes()) {
      TorchvisionRetinaNetFamily.detections(retinaNet.detect(pass), spec, comparison);
    }
  }

  /** The values between images and detections. */
  private record Inside(
      OneStageNetwork.Trace<Tensor> trace,
      Anchors anchors,
      Batch batch,
      OneStageDetector.Config config) {

    void compare(String name, CaseSpec spec, Comparison comparison) {
      Tolerance features =
          Tolerance.absolute(
              Tolerance.stated(spec, "features_rel_to_absmax")
                  * comparison.expected().get(name).absMax());
      Matcher level = LEVEL.matcher(name);
      Matcher flags = FLAGS.matcher(name);
      if (level.matches()) {
        List<Tensor> levels =
            (level.group(1).equals("C") ? trace.body() : trace.features()).levels();
        Tensor map = levels.get(Integer.parseInt(level.group(2)) - FIRST_LEVEL);
        comparison.tensor(name, TensorValues.of(map), features);
        return;
      }
      if (flags.matches()) {
        comparison.tensor(name, flags(Integer.parseInt(flags.group(1))), Tolerance.EXACT);
        return;
      }
      switch (name) {
        case "input.batched" -> comparison.tensor(name, TensorValues.of(batch.tensor()), features);
        case "anchors" ->
            comparison.tensor(
                name,
                Numbers.of(anchors.boxes(), anchors.size(), 4),
                Tolerance.absolute(Tolerance.stated(spec, "anchors_abs")));
        case "head.cls_logits" -> compareRows(name, trace.outputs().logits(), spec, comparison);
        case "head.bbox_regression" ->
            compareRows(name, trace.outputs().deltas(), spec, comparison);
        default -> {}
      }
    }

    private static void compareRows(
        String name, List<Tensor> levels, CaseSpec spec, Comparison comparison) {
      comparison.tensor(
          name,
          TensorValues.of(TensorValues.concat(levels)),
          Tolerance.absolute(Tolerance.stated(spec, "logits_abs")));
    }

    /** Returns 1 for each anchor that is used in training, else 0. */
    private Numbers flags(int image) {
      var size = batch.images().get(image).resized();
      var paddedAlone = config.preprocessing().padding().batchSize(List.of(size));
      int[] flags = new int[anchors.size()];
      for (int kept : new AnchorFilter(config.anchorFilter()).keep(anchors, size, paddedAlone)) {
        flags[kept] = 1;
      }
      return Numbers.of(flags);
    }
  }
}
