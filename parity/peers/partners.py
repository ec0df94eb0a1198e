"""Compares two lists of detections of one image, which should be the same except for rounding."""

# In pixels of the original image.
BOX_PX = 0.05
SCORE = 1e-4


def compare(found, expected, threshold):
    """Returns a verdict and a text. Each detection must have a match in the other list with the same
    label, corners (and landmarks) within BOX_PX and a score within SCORE.

    Detections without a match do not count if their score is within SCORE of the threshold, or of
    the last score if a limit cut both lists: rounding decides whether they pass.
    """
    pairs = _pairs(found, expected)
    alone = len(found["scores"]) + len(expected["scores"]) - 2 * len(pairs)
    lowest = max(threshold, _last(found, expected))
    cut = sum(
        1
        for one, taken in ((found, {i for i, _ in pairs}), (expected, {j for _, j in pairs}))
        for i, score in enumerate(one["scores"].tolist())
        if i not in taken and score <= lowest + SCORE
    )
    pixels = max((_distance(found, i, expected, j) for i, j in pairs), default=0.0)
    scores = max((_score(found, i, expected, j) for i, j in pairs), default=0.0)
    text = (
        f"{len(expected['scores'])} detections, {alone - cut} without a match, {cut} at the cut;"
        f" boxes within {pixels:.1e} px, scores within {scores:.1e}"
    )
    return len(pairs) > 0 and alone == cut, text


def _pairs(found, expected):
    """(i, j): each expected detection is matched to the nearest one that is left."""
    left, pairs = set(range(len(found["scores"]))), []
    for j in range(len(expected["scores"])):
        near = [
            (distance, i)
            for i in left
            if found["labels"][i] == expected["labels"][j]
            and _score(found, i, expected, j) <= SCORE
            and (distance := _distance(found, i, expected, j)) <= BOX_PX
        ]
        if near:
            i = min(near)[1]
            left.remove(i)
            pairs.append((i, j))
    return pairs


def _last(found, expected):
    """The minimum score of two lists of the same length; 0 if no limit can have cut both."""
    if len(found["scores"]) != len(expected["scores"]) or len(found["scores"]) == 0:
        return 0.0
    return max(float(one["scores"].min()) for one in (found, expected))


def _score(found, i, expected, j):
    return abs(float(found["scores"][i]) - float(expected["scores"][j]))


def _distance(found, i, expected, j):
    return max(
        float((found[part][i] - expected[part][j]).abs().max())
        for part in ("boxes", "landmarks")
        if part in expected
    )
