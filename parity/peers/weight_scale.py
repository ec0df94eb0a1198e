"""Weight rules under which a formula network of any depth gives usable numbers.

Random weights make logits of any size; a case wants scores on both sides of the threshold, and
losses whose gradients neither vanish nor explode. The last layer's rules are set from the outputs
of the network, unless a two-stage peer has its own rules. They are part of the spec, so that the
spec is enough to repeat a case. Both functions set the model's weights by their rules.
"""

import math
import re

import torch

from formula import DEFAULT_RULES, fill

THRESHOLD = 0.05


def detection_rules(peer, model, salt, pictures):
    """Rules for logits of deviation 2, `peer.candidates` of them above the threshold per image."""
    if hasattr(peer, "rules_for_detecting"):
        return peer.rules_for_detecting(model, salt, pictures)
    if hasattr(peer, "detection_rules"):
        fill(model, salt, peer.detection_rules)
        return peer.detection_rules
    rules = _rules(peer, 1.0, [0.5, 0.0], 1.0, [])
    fill(model, salt, rules)
    logits, deltas = _outputs(peer, model, pictures)
    rules = _rules(peer, _gain(logits, 2.0), [0.5, 0.0], _gain(deltas, 0.3), [])
    _fill_outputs(peer, model, salt, rules)
    logits, _ = _outputs(peer, model, pictures)
    count = peer.candidates * logits.shape[0]
    least = torch.topk(logits.flatten(), count).values[-1].item()
    rules[0][3] = round(math.log(THRESHOLD / (1 - THRESHOLD)) - least, 2)
    _fill_outputs(peer, model, salt, rules)
    return rules


def training_rules(peer, model, salt, pictures):
    """Rules for logits of deviation 0.3 around -4, as at the start of a training."""
    if hasattr(peer, "training_rules"):
        fill(model, salt, peer.training_rules)
        return peer.training_rules
    pyramid = [["(fpn|neck).*weight$", "auto", 0.2]]
    rules = _rules(peer, 1.0, [0.1, 0.0], 1.0, pyramid)
    fill(model, salt, rules)
    logits, deltas = _outputs(peer, model, pictures)
    rules = _rules(peer, _gain(logits, 0.3), [0.1, -4.0], _gain(deltas, 0.1), pyramid)
    _fill_outputs(peer, model, salt, rules)
    return rules


def _rules(peer, class_gain, class_bias, box_gain, more):
    classes, boxes = re.escape(peer.class_output), re.escape(peer.box_output)
    # Residual branches of deep networks add up; smaller ones keep their sum in bounds.
    deep = [["bn3\\.weight$", "range", 0.1, 0.4]] if peer.depth > 50 else []
    return [
        [classes + "\\.bias$", "sym", *class_bias],
        [classes + "\\.weight$", "fan", class_gain],
        [boxes + "\\.weight$", "fan", box_gain],
        peer.tower_rule,
        *getattr(peer, "stem_rules", []),
        *more,
        *deep,
        *DEFAULT_RULES,
    ]


def _gain(values, deviation):
    """The gain that gives values of gain 1 this deviation, to three digits."""
    return float(f"{(deviation / values.std().item()) ** 2:.3g}")


def _fill_outputs(peer, model, salt, rules):
    fill(model, salt, rules, (peer.class_output, peer.box_output))


def _outputs(peer, model, pictures):
    """Logits and deltas of all levels, (N, any) each."""
    outputs = {peer.class_output: [], peer.box_output: []}
    hooks = [
        model.get_submodule(name).register_forward_hook(
            lambda _, __, out, found=found: found.append(out.flatten(1))
        )
        for name, found in outputs.items()
    ]
    try:
        # A head that runs more than once, for its map and for its detections, has the same outputs.
        peer.detect(model, pictures)
    finally:
        for hook in hooks:
            hook.remove()
    return [torch.cat(found[:5], dim=1).float() for found in outputs.values()]
