package dev.osprey.networks.detector;

import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.head.Head;
import dev.osprey.networks.layer.Ops;
import dev.osprey.networks.neck.Neck;
import java.util.List;

/**
 * A network of backbone, neck and head, from images (N, 3, H, W) to logits and deltas. Parameters
 * have torchvision's names: {@code backbone.body.*}, {@code backbone.fpn.*}, {@code head.*}.
 */
public final class OneStageNetwork extends Network {

  /** The outputs of each part, for reference cases, summaries and plots. */
  public record Trace<T>(FeatureMaps<T> body, FeatureMaps<T> features, HeadOutputs<T> outputs) {}

  private final Backbone backbone;
  private final Neck neck;
  private final Head head;

  public OneStageNetwork(Backbone backbone, Neck neck, Head head) {
    this.backbone = child("backbone.body", backbone);
    this.neck = child("backbone.fpn", neck);
    this.head = child("head", head);
  }

  /**
   * Builds the parts. Each part is built for the levels of the part before it.
   *
   * @param anchors A, anchors at each location of each level
   * @param classes K
   */
  public static OneStageNetwork of(
      Backbone.Config backbone, Neck.Config neck, Head.Config head, int anchors, int classes) {
    Backbone body = backbone.build();
    Neck pyramid = neck.build(body.levels());
    return new OneStageNetwork(body, pyramid, head.build(pyramid.levels(), anchors, classes));
  }

  public Backbone backbone() {
    return backbone;
  }

  public Neck neck() {
    return neck;
  }

  public Head head() {
    return head;
  }

  @Override
  public List<FeatureLevel> levels() {
    return neck.levels();
  }

  /** Returns the feature maps of the neck. */
  public <T> FeatureMaps<T> features(Ops<T> ops, T images) {
    return neck.forward(ops, backbone.forward(ops, images));
  }

  public <T> HeadOutputs<T> forward(Ops<T> ops, T images) {
    return head.forward(ops, features(ops, images));
  }

  @Override
  public <T> void traverse(Ops<T> ops, Inputs<T> inputs) {
    forward(ops, inputs.images());
  }

  /** Runs {@link #forward} and also returns the intermediate maps. */
  public <T> Trace<T> trace(Ops<T> ops, T images) {
    FeatureMaps<T> body = backbone.forward(ops, images);
    FeatureMaps<T> features = neck.forward(ops, body);
    return new Trace<>(body, features, head.forward(ops, features));
  }
}
