/** Detecting objects in images from Java: what an application needs, behind one dependency. */
@NullMarked
package dev.osprey.predict;

import org.jspecify.annotations.NullMarked;
