/**
 * Commands about models: {@code import}, {@code export}, {@code doctor}, {@code summary} and {@code
 * presets}.
 */
@NullMarked
package dev.osprey.cli.model;

import org.jspecify.annotations.NullMarked;
