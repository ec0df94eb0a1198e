/** The report of a finished run: its numbers as text, and {@code report.html}. */
@NullMarked
package dev.osprey.training.report;

import org.jspecify.annotations.NullMarked;
