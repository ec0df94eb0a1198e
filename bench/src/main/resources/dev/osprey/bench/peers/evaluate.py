"""COCO evaluation from two files to the summary, by faster-coco-eval or pycocotools."""

from work import serve, timed


def make(settings):
    if settings["evaluator"] == "pycocotools":
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval
    else:
        from faster_coco_eval import COCO
        from faster_coco_eval import COCOeval_faster as COCOeval

    def evaluate():
        truth = COCO(settings["coco"] + "/truth.json")
        found = truth.loadRes(settings["coco"] + "/detections.json")
        evaluation = COCOeval(truth, found, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
        return [float(value) for value in evaluation.stats]

    def run():
        seconds, numbers = timed(evaluate)
        return seconds, float(sum(numbers)).hex(), {"AP": numbers[0]}

    return run


serve(make)
