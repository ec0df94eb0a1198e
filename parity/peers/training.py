"""A few SGD steps of a peer on one batch, as the parity tests replay them."""

import contextlib
import copy

import torch

DRAWS = 4
OPTIMIZER = {
    "type": "SGD",
    "lr": 0.001,
    "momentum": 0.9,
    "weight_decay": 0.0001,
    "dampening": 0,
    "nesterov": False,
}


class TrainingRun:
    """Losses before each step and after the last, in float32; gradients of the first in float64.

    A gradient jumps where a unit's input is so close to 0 that rounding decides on which side of
    its ReLU it falls; in float64 that does not depend on an engine's order of summation.
    """

    def __init__(self, peer, model, pictures, objects, steps):
        self.peer, self.pictures, self.objects = peer, pictures, objects
        self.optimizer = getattr(peer, "optimizer", OPTIMIZER)
        exact = copy.deepcopy(model).double()
        self.gradients = self._gradients(exact)
        self.moved_gradients = self._moved_gradients(exact)
        peer.trains(exact)
        self.exact_losses = self._steps(exact, steps)
        self.exact_final = dict(exact.named_parameters())
        model = copy.deepcopy(model)
        peer.trains(model)
        before = {name: buffer.clone() for name, buffer in model.named_buffers()}
        self.losses = self._steps(model, steps)
        self.final = dict(model.named_parameters())
        self.moved = {
            name: buffer
            for name, buffer in model.named_buffers()
            if buffer.is_floating_point() and not torch.equal(buffer, before[name])
        }

    def _gradients(self, model):
        model = copy.deepcopy(model)
        self.peer.trains(model)
        self._terms(model)["total"].backward()
        return {n: p.grad for n, p in model.named_parameters() if p.requires_grad}

    def _moved_gradients(self, model):
        """Change of the gradients' norms when pixels change by the rounding of float32 normalisation,
        relative to the tolerance's; 0 for peers that normalise as Osprey does.
        """
        rounding = getattr(self.peer, "input_rounding", 0)
        if not rounding:
            return 0.0
        largest = max(_norm(g) for g in self.gradients.values())
        noise = torch.Generator().manual_seed(0)
        moved = 0.0
        for _ in range(DRAWS):
            with _moving(model, rounding, noise):
                gradients = self._gradients(model)
            for name, gradient in self.gradients.items():
                norm = _norm(gradient)
                difference = abs(_norm(gradients[name]) - norm)
                moved = max(moved, difference / max(norm, 1e-3 * largest))
        return moved

    def _terms(self, model):
        terms = self.peer.losses(model, self.pictures, self.objects)
        return {"total": sum(terms.values()), **terms}

    def _steps(self, model, steps):
        arguments = {key: value for key, value in self.optimizer.items() if key != "type"}
        trained = [p for p in model.parameters() if p.requires_grad]
        optimizer = torch.optim.SGD(trained, **arguments)
        rows = []
        for _ in range(steps):
            optimizer.zero_grad()
            terms = self._terms(model)
            terms["total"].backward()
            optimizer.step()
            rows.append(self._row(terms))
        with torch.no_grad():
            rows.append(self._row(self._terms(model)))
        return torch.stack(rows)

    def _row(self, terms):
        return torch.stack([terms[name].detach().double() for name in self.peer.loss_columns])

    def rounding(self):
        """Largest relative distance of the float32 losses from the float64 ones."""
        return float(((self.losses - self.exact_losses) / self.exact_losses).abs().max())

    def final_rounding(self):
        """Largest relative distance of the final weights' norms in float32 from those in float64."""
        norms = [
            (float(p.detach().double().norm()), float(self.exact_final[name].detach().norm()))
            for name, p in self.final.items()
        ]
        return max(abs(norm - exact) / exact for norm, exact in norms if exact > 0)

    def hangs_on_rounding(self, tolerance):
        """Why other engines cannot be compared with these numbers, or None."""
        if not self.rounding() <= tolerance["loss_after_steps_rel"]:
            return f"the peer's losses in float32 are {self.rounding():.2g} from those in float64"
        if not self.moved_gradients <= tolerance["grad_norm_rel"] / 4:
            return f"rounding of pixels moves gradients by {self.moved_gradients:.2g}"
        return None

    def tensors(self):
        names = list(self.gradients)
        found = {"losses": self.losses}
        norms = [g.norm() if g is not None else torch.tensor(-1.0) for g in self.gradients.values()]
        found["grad_norms"] = torch.stack([norm.double() for norm in norms])
        found["final_param_norms"] = torch.stack([p.double().norm() for p in self.final.values()])
        # Every seventh gradient is stored completely; of all of them the norms.
        for name in names[3::7]:
            if self.gradients[name] is not None:
                found[f"grad.{name}"] = self.gradients[name].float()
        for name in names[5::21]:
            found[f"final.{name}"] = self.final[name]
        # Running statistics of norms that use batch statistics.
        for name in list(self.moved)[::19]:
            found[f"buffer.{name}"] = self.moved[name]
        return found

    def spec(self, tolerance):
        return {
            "optimizer": self.optimizer,
            "steps": len(self.losses) - 1,
            "loss_columns": self.peer.loss_columns,
            "param_names": list(self.gradients),
            "all_param_names": list(self.final),
            "stability": {
                "float64_loss_max_rel_diff": self.rounding(),
                "float64_final_param_norm_max_rel_diff": self.final_rounding(),
                "moved_pixels_grad_norm_max_rel_diff": self.moved_gradients,
            },
            "tolerance": {
                "loss_step0_rel": 1e-4,
                "grad_norm_rel": 1e-3,
                "grad_norm_note": "relative to max(norm, 1e-3 * largest norm); peer in float64",
                "loss_after_steps_rel": 2e-3,
                **tolerance,
            },
        }


@contextlib.contextmanager
def _moving(model, size, generator):
    """Changes the inputs of the model."""
    hook = model.register_forward_pre_hook(
        lambda _, inputs: (
            inputs[0] + size * (2 * torch.rand(inputs[0].shape, generator=generator) - 1),
            *inputs[1:],
        )
    )
    try:
        yield
    finally:
        hook.remove()


def _norm(gradient):
    return float(gradient.norm()) if gradient is not None else 0.0
