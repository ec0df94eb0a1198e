/** The results as a table on a terminal, as Markdown and as JSON. */
@NullMarked
package dev.osprey.bench.report;

import org.jspecify.annotations.NullMarked;
