/** Training targets of anchors: filtering, matching and sampling put together. */
@NullMarked
package dev.osprey.detection.targets;

import org.jspecify.annotations.NullMarked;
