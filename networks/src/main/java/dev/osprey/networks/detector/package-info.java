/** Complete networks of detectors: backbone, neck and heads. */
@NullMarked
package dev.osprey.networks.detector;

import org.jspecify.annotations.NullMarked;
