/** Files that keep detected objects: YOLO label files and crops. */
@NullMarked
package dev.osprey.predict.files;

import org.jspecify.annotations.NullMarked;
