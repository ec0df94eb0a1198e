"""A few SGD steps of a peer on one batch, as the parity tests replay them."""

import copy

import torch

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
        exact = copy.deepcopy(model).double()
        peer.trains(exact)
        self._terms(exact)["total"].backward()
        self.gradients = {n: p.grad for n, p in exact.named_parameters() if p.requires_grad}
        self.exact_losses = self._steps(exact, steps)
        model = copy.deepcopy(model)
        peer.trains(model)
        self.losses = self._steps(model, steps)
        self.final = dict(model.named_parameters())

    def _terms(self, model):
        terms = self.peer.losses(model, self.pictures, self.objects)
        return {**terms, "total": sum(terms.values())}

    def _steps(self, model, steps):
        arguments = {key: value for key, value in OPTIMIZER.items() if key != "type"}
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

    def tensors(self):
        names = list(self.gradients)
        found = {"losses": self.losses}
        norms = [g.norm() if g is not None else torch.tensor(-1.0) for g in self.gradients.values()]
        found["grad_norms"] = torch.stack([norm.double() for norm in norms])
        found["final_param_norms"] = torch.stack([p.double().norm() for p in self.final.values()])
        # Every seventh gradient in whole; all of them by their norms.
        for name in names[3::7]:
            if self.gradients[name] is not None:
                found[f"grad.{name}"] = self.gradients[name].float()
        for name in names[5::21]:
            found[f"final.{name}"] = self.final[name]
        return found

    def spec(self, tolerance):
        return {
            "optimizer": OPTIMIZER,
            "steps": len(self.losses) - 1,
            "loss_columns": self.peer.loss_columns,
            "param_names": list(self.gradients),
            "all_param_names": list(self.final),
            "stability": {"float64_loss_max_rel_diff": self.rounding()},
            "tolerance": {
                "loss_step0_rel": 1e-4,
                "grad_norm_rel": 1e-3,
                "grad_norm_note": "relative to max(norm, 1e-3 * largest norm); peer in float64",
                "loss_after_steps_rel": 2e-3,
                **tolerance,
            },
        }
