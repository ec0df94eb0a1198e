"""biubug6/Pytorch_Retinaface at b984b4b, and the network of its sister repository.

Both from checkouts that the user has. The sister's (Face-Detector-1MB-with-landmark at 2b07565)
has plain ReLU and priors for smaller faces; the rest of the two is the same.
"""

import contextlib
import sys
from unittest import mock

import numpy as np
import torch

import faces
from checkouts import checkout
from formula import DEFAULT_RULES, fill

PYTORCH_RETINAFACE = ("Pytorch_Retinaface", "b984b4b775b2c4dced95c1eadd195a5c7d32a60b")
FACE_DETECTOR_1MB = ("Face-Detector-1MB-with-landmark", "2b07565")
# Source, its configuration, its name of the backbone and of the activations.
PRESETS = {
    "retinaface-mobilenet025": (PYTORCH_RETINAFACE, "cfg_mnet", "mobilenet0.25"),
    "retinaface-r50": (PYTORCH_RETINAFACE, "cfg_re50", "resnet50"),
    "retinaface-mobilenet025-small-faces": (FACE_DETECTOR_1MB, "cfg_mnet", "mobilenet0.25"),
}
HEADS = ("ClassHead", "BboxHead", "LandmarkHead")
# Bounds of most outputs of each head: difference of the logits, box deltas, landmark deltas.
BOUNDS = (3.0, 2.0, 2.0)
MEAN_BGR = (104.0, 117.0, 123.0)
MATCHING = {"overlap_thresh": 0.35, "neg_pos": 7}
# Kinds of faces of the images of a batch, in turn.
TRAINING_KINDS = (
    ("usual", "without points", "usual"),
    ("small", "twin", "usurper", "usual"),
    (),
    ("tiny", "tiny"),
    ("small", "usurper", "copy", "usual"),
)


class Biubug6RetinaFace:
    family = "retinaface"
    loss_columns = ["loss_l", "loss_c", "loss_landm", "total"]
    tolerance = {"landmarks_px": 0.02}
    # Differences of engines in the heads of small networks.
    rounding = {f"{head}.{level}.conv1x1": 2e-6 for head in HEADS for level in range(3)}
    # The peer subtracts whole numbers; Osprey computes (pixel / 255 - mean) / std in float32.
    input_rounding = 1.5e-5
    resizes = False
    # Thresholds of its evaluations.
    least_score = 0.02
    # It has no batches, and images keep their size.
    detects_at_once = 1
    detects_each = True
    spec = {
        "input_preprocess": "BGR uint8 -> float32, subtract (104,117,123) in B,G,R order, CHW,"
        " no resize, no padding"
    }
    optimizer = {
        "type": "SGD",
        "lr": 0.0001,
        "momentum": 0.9,
        "weight_decay": 0.0005,
        "dampening": 0,
        "nesterov": False,
    }

    def __init__(self, preset, classes, sizes, source=None):
        (repository, commit), config, self.backbone = PRESETS[preset]
        self.plain = repository == FACE_DETECTOR_1MB[0]
        self.name = f"biubug6/{repository} {commit[:7]}"
        self.sizes = sizes
        self.peer = Peer(checkout(f"https://github.com/biubug6/{repository}", commit, source))
        self.config = dict(getattr(self.peer.data, config), pretrain=False)
        # What `--option` may set; thresholds that are not given follow the scores.
        self.options = {
            "min_sizes": self.config["min_sizes"],
            "clip": self.config["clip"],
            "variance": self.config["variance"],
            "confidence": None,
            "nms": 0.4,
            "top_k": 5000,
            "keep_top_k": 750,
        }
        self.known_options = tuple(self.options)
        self.confidence = []
        self.training_rules = _training_rules(self.backbone)

    def check(self, train_steps):
        """Refuses arguments that the peer cannot be run with, before anything is written."""
        if train_steps > 0 and len(set(self.sizes)) > 1:
            raise SystemExit(
                "--sizes: this peer trains on images of one size; give equal sizes, or"
                " --train-steps 0 to detect only"
            )
        if [len(level) for level in self.options["min_sizes"]] != [2, 2, 2]:
            raise SystemExit(
                f"--option min_sizes={self.options['min_sizes']}: this peer's heads have two priors"
                " on each of three levels; give such as [[16, 32], [64, 128], [256, 512]]"
            )

    def build(self):
        self.config.update({key: self.options[key] for key in ("min_sizes", "clip", "variance")})
        return self.peer.retinaface.RetinaFace(cfg=self.config, phase="test").eval()

    def rules_for_detecting(self, model, salt, pictures):
        """Rules for heads with outputs within the bounds, after a network whose values stay small."""
        body = [["weight$", "auto", 1.0 if self.backbone == "resnet50" else 1.3], *DEFAULT_RULES]
        rules = [[f"{head}.*weight$", "fan", 1.0] for head in HEADS] + body
        fill(model, salt, rules)
        outputs = self._outputs(model, pictures)
        for rule, values, bound in zip(rules, outputs, BOUNDS):
            rule[2] = float(f"{(bound / values.abs().quantile(0.98).item()) ** 2:.3g}")
        fill(model, salt, rules, HEADS)
        self._follow_scores(model, pictures)
        return rules

    def load(self, model, weights):
        """Loads the user's weights; thresholds as in the peer's tests and for viewing images."""
        try:
            model.load_state_dict(weights)
        except RuntimeError as error:
            raise SystemExit(f"--weights: not of this network: {error}") from error
        self.confidence = self._stated_confidence() or [0.02, 0.5]

    def _outputs(self, model, pictures):
        """Differences of logits, deltas and landmarks of all priors of all images."""
        model.phase = "train"
        with torch.no_grad():
            found = [model(_images(model, [picture])) for picture in pictures]
        deltas, logits, landmarks = (
            torch.cat([values.flatten() for values in kind]) for kind in zip(*found)
        )
        return logits.view(-1, 2).diff(), deltas, landmarks

    def _stated_confidence(self):
        stated = self.options["confidence"]
        return stated if isinstance(stated, list) or stated is None else [stated]

    def _follow_scores(self, model, pictures):
        """Thresholds that leave up to 120 and up to 20 candidates, to two digits."""
        self.confidence = self._stated_confidence()
        if self.confidence is None:
            self.confidence = []
            scores = torch.cat(
                [self.detect(model, [p])["conf_softmax"][0, :, 1] for p in pictures]
            ).sort(descending=True)
            for part in (min(120, len(scores.values) // 3), min(20, len(scores.values) // 12)):
                self.confidence.append(round(float(scores.values[part]), 2))
            self.confidence = sorted(set(self.confidence))

    def detection_spec(self):
        thresholds = {key: self.options[key] for key in ("nms", "top_k", "keep_top_k")}
        return {
            "options": self._network_options(),
            "thresholds": {**thresholds, "confidence": self.confidence},
        }

    def _network_options(self):
        return {
            "backbone": self.backbone,
            **{
                key: self.config[key]
                for key in ("min_sizes", "steps", "variance", "clip", "in_channel", "out_channel")
            },
            "activation_slope": "plain ReLU everywhere" if self.plain else "LeakyReLU 0.1 (stem,"
            " conv_dw, FPN/SSH when out_channel<=64; 0.0 when out_channel 256)",
        }

    def detect(self, model, pictures):
        """All stages of one image."""
        model.phase = "test"
        images = _images(model, pictures)
        found = {}
        hooks = [
            layer.register_forward_hook(lambda _, __, out, name=name: found.update({name: out}))
            for name, layer in model.named_children()
            if name in ("body", "fpn", "ssh1", "ssh2", "ssh3")
        ]
        try:
            with torch.no_grad():
                loc, conf, landms = model(images)
        finally:
            for hook in hooks:
                hook.remove()
        found.update((f"body.{name}", level) for name, level in found.pop("body").items())
        found.update((f"fpn.{i}", level) for i, level in enumerate(found.pop("fpn")))
        priors = self.priors(images)
        boxes = self.peer.boxes.decode(loc[0], priors, self.config["variance"])
        points = self.peer.boxes.decode_landm(landms[0], priors, self.config["variance"])
        found.update({"priors": priors, "loc": loc, "conf_softmax": conf, "landms": landms})
        found["decoded_boxes_normalised"] = boxes
        found["decoded_landms_normalised"] = points
        sides = torch.tensor([images.shape[3], images.shape[2]], dtype=images.dtype)
        boxes, points = boxes * sides.repeat(2), points * sides.repeat(5)
        for confidence in self.confidence:
            rows = self._detections(boxes, conf[0, :, 1], points, confidence)
            found[f"dets.{confidence:.2f}"] = rows
        return found

    def whole(self, model, picture):
        """Detections of the peer's evaluation on WIDER FACE for an image in its own size."""
        before, self.confidence = self.confidence, [self.least_score]
        try:
            rows = self.detect(model, [picture])[f"dets.{self.least_score:.2f}"]
        finally:
            self.confidence = before
        return {
            "boxes": rows[:, :4],
            "scores": rows[:, 4],
            "labels": torch.ones(len(rows), dtype=torch.long),
            "landmarks": rows[:, 5:],
        }

    def _detections(self, boxes, scores, points, confidence):
        """(D, 15): a box in pixels, its score, five points; best first."""
        rows = torch.cat([boxes, scores[:, None], points], dim=1).numpy()
        rows = rows[rows[:, 4] > confidence]
        # Ranked like the peer: equal scores in descending order of their indices.
        rows = rows[rows[:, 4].argsort()[::-1][: self.options["top_k"]]]
        kept = self.peer.nms.py_cpu_nms(rows[:, :5], self.options["nms"])
        return torch.from_numpy(rows[kept][: self.options["keep_top_k"]])

    def priors(self, images):
        """(R, 4) in the precision of the images."""
        with precision(images.dtype):
            return self.peer.prior_box.PriorBox(self.config, images.shape[2:]).forward()

    def objects(self, salt, sizes):
        """Faces for each image; prints statistics of the faces."""
        kinds = [TRAINING_KINDS[i % len(TRAINING_KINDS)] for i in range(len(sizes))]
        priors = self.priors(torch.empty(1, 3, *sizes[0], dtype=torch.double)).numpy()
        rows, figures = faces.pictures(salt, sizes, priors, kinds)
        print(f"faces: {figures}", flush=True)
        return rows

    def trains(self, model):
        model.train()

    def losses(self, model, pictures, objects):
        model.phase = "train"
        images = _images(model, pictures)
        with precision(images.dtype):
            targets = [torch.tensor(rows).reshape(-1, 15) for rows in objects]
            terms = self.multi_box_loss(
                model(images), self.priors(images), targets, **MATCHING
            )
            loss_l, loss_c, loss_landm = terms
        total = self.config["loc_weight"] * loss_l + loss_c + loss_landm
        return {"loss_l": loss_l, "loss_c": loss_c, "loss_landm": loss_landm, "total": total}

    def multi_box_loss(self, outputs, priors, targets, overlap_thresh, neg_pos):
        return self.peer.multi_box_loss(overlap_thresh, neg_pos)(outputs, priors, targets)

    def training_spec(self, objects):
        height, width = self.sizes[0]
        return {
            "options": {
                **self._network_options(),
                "loc_weight": self.config["loc_weight"],
                "image_hw": [height, width],
            },
            "batchnorm": "real batch statistics, momentum 0.1; running ones after the last losses",
            "targets": objects,
        }


def _training_rules(backbone):
    """Batch statistics of deep random networks are chaotic, but not where most units are on (batch
    norms that shift upwards) and residual branches are small.
    """
    deep = [["^body\\.layer\\d\\.\\d\\.bn3\\.weight$", "range", 0.1, 0.3]]
    shift = "^body\\..*bn[12]\\.bias$"
    if backbone != "resnet50":
        deep, shift = [], "^body\\..*\\.[14]\\.bias$"
    return [
        ["(ClassHead|BboxHead|LandmarkHead).*weight$", "fan", 0.5],
        *deep,
        [shift, "sym", 0.1, 1.0],
        ["^(fpn|ssh).*\\.1\\.bias$", "sym", 0.1, 0.5],
        *DEFAULT_RULES,
    ]


class Peer:
    """The peer's modules, whose names are too common to be imported anywhere else."""

    def __init__(self, source):
        sys.path.insert(0, str(source))
        try:
            import data
        except ImportError as error:
            raise SystemExit(
                f"{source} cannot be imported ({error}); give a checkout with --peer-source, and"
                " install requirements-retinaface.txt"
            ) from error
        from layers.functions import prior_box
        from layers.modules import multibox_loss
        from models import retinaface
        from utils import box_utils
        from utils.nms import py_cpu_nms

        self.data, self.prior_box, self.retinaface = data, prior_box, retinaface
        self.boxes, self.nms, self._loss = box_utils, py_cpu_nms, multibox_loss
        # Its losses use a GPU by default.
        multibox_loss.GPU = False

    def multi_box_loss(self, overlap_thresh, neg_pos):
        loss = self._loss.MultiBoxLoss(2, overlap_thresh, True, 0, True, neg_pos, 0.35, False)

        def forward(outputs, priors, targets):
            # One of its zeros is put on the GPU in any case.
            with mock.patch.object(torch.Tensor, "cuda", lambda tensor: tensor):
                return loss(outputs, priors, targets)

        return forward


@contextlib.contextmanager
def precision(dtype):
    """Sets the default type of the tensors that the peer creates."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def _images(model, pictures):
    dtype = next(model.parameters()).dtype
    scaled = [p[:, :, ::-1].astype(np.float32) - np.float32(MEAN_BGR) for p in pictures]
    return torch.stack([torch.from_numpy(s).permute(2, 0, 1).to(dtype) for s in scaled])
