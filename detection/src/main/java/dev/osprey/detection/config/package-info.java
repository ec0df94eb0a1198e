/** Configurations: from YAML and presets to typed records, and back. */
@NullMarked
package dev.osprey.detection.config;

import org.jspecify.annotations.NullMarked;
