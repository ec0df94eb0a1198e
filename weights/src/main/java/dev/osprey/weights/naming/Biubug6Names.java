package dev.osprey.weights.naming;

import dev.osprey.weights.naming.PrefixNames.Prefix;
import java.util.Optional;

/**
 * The keys of biubug6/Pytorch_Retinaface: a MobileNet or ResNet under {@code body}, {@code
 * fpn.outputK} for the 1×1 convolution of level K and {@code fpn.mergeK} for the 3×3 convolution
 * after the addition, {@code sshK} for the context modules, then {@code ClassHead}, {@code
 * BboxHead} and {@code LandmarkHead} with one convolution for each level. The names inside these
 * modules are the same in Osprey.
 */
public final class Biubug6Names implements NameMap {
  private static final PrefixNames NAMES =
      PrefixNames.of(
          new Prefix("backbone.body.", "body."),
          new Prefix("backbone.fpn.output1.", "fpn.output1."),
          new Prefix("backbone.fpn.output2.", "fpn.output2."),
          new Prefix("backbone.fpn.output3.", "fpn.output3."),
          new Prefix("backbone.fpn.merge1.", "fpn.merge1."),
          new Prefix("backbone.fpn.merge2.", "fpn.merge2."),
          new Prefix("head.ssh1.", "ssh1."),
          new Prefix("head.ssh2.", "ssh2."),
          new Prefix("head.ssh3.", "ssh3."),
          new Prefix("head.ClassHead.", "ClassHead."),
          new Prefix("head.BboxHead.", "BboxHead."),
          new Prefix("head.LandmarkHead.", "LandmarkHead."));

  @Override
  public Optional<String> toPeer(String ours) {
    return NAMES.toPeer(ours);
  }

  @Override
  public Optional<String> toOurs(String peer) {
    return NAMES.toOurs(peer);
  }
}
