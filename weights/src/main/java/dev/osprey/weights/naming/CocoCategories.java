package dev.osprey.weights.naming;

import dev.osprey.core.LabelMap;
import java.util.ArrayList;
import java.util.List;

/**
 * COCO's 80 classes and their ids between 1 and 90 (Lin et al. 2014); ten of the ids are unused.
 * torchvision's detectors have an output for each id; outputs without a class were never trained.
 */
public final class CocoCategories {
  /** The names by id, ten a line; empty for ids without a class. */
  private static final List<String> NAMES =
      List.of(
              "background,person,bicycle,car,motorcycle,airplane,bus,train,truck,boat",
              "traffic light,fire hydrant,,stop sign,parking meter,bench,bird,cat,dog,horse",
              "sheep,cow,elephant,bear,zebra,giraffe,,backpack,umbrella,",
              ",handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,kite,baseball bat",
              "baseball glove,skateboard,surfboard,tennis racket,bottle,,wine glass,cup,fork,knife",
              "spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza",
              "donut,cake,chair,couch,potted plant,bed,,dining table,,",
              "toilet,,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven",
              "toaster,sink,refrigerator,,book,clock,vase,scissors,teddy bear,hair drier",
              "toothbrush")
          .stream()
          .flatMap(line -> List.of(line.split(",", -1)).stream())
          .toList();

  private CocoCategories() {}

  /** Returns the label map with a label for each id from {@code firstId} to 90. */
  public static LabelMap labelsFrom(int firstId) {
    List<LabelMap.Category> categories = new ArrayList<>();
    for (int id = firstId; id < NAMES.size(); id++) {
      String name = NAMES.get(id);
      categories.add(new LabelMap.Category(id, name.isEmpty() ? "unused " + id : name));
    }
    return new LabelMap(categories);
  }

  /**
   * Returns the label map of the 80 ids with a class, in the order that mmdetection and others use.
   */
  public static LabelMap classes() {
    List<LabelMap.Category> categories = new ArrayList<>();
    for (int id = 1; id < NAMES.size(); id++) {
      if (!NAMES.get(id).isEmpty()) {
        categories.add(new LabelMap.Category(id, NAMES.get(id)));
      }
    }
    return new LabelMap(categories);
  }
}
