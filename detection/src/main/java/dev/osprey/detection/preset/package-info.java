/** Presets: published recipes by name, each in a YAML file. */
@NullMarked
package dev.osprey.detection.preset;

import org.jspecify.annotations.NullMarked;
