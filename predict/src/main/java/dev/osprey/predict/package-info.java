/** Object detection in images from Java: all that an application needs, in one dependency. */
@NullMarked
package dev.osprey.predict;

import org.jspecify.annotations.NullMarked;
