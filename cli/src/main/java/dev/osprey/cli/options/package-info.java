/** Options that several commands share: data set, engine, model and views. */
@NullMarked
package dev.osprey.cli.options;

import org.jspecify.annotations.NullMarked;
