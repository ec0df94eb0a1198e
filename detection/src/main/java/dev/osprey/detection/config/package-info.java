/**
 * Configurations: YAML and JSON to typed records and back, bases, overrides and the JSON Schema.
 */
@NullMarked
package dev.osprey.detection.config;

import org.jspecify.annotations.NullMarked;
