/** The configuration of a training run: its records, defaults, files, overrides and JSON Schema. */
@NullMarked
package dev.osprey.training.config;

import org.jspecify.annotations.NullMarked;
