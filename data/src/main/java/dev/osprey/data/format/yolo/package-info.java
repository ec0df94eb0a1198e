/** YOLO data sets, as Ultralytics, Darknet and CVAT write them. */
@NullMarked
package dev.osprey.data.format.yolo;

import org.jspecify.annotations.NullMarked;
