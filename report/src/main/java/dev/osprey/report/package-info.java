/** The report of a run: plots, tables, and an HTML page with all of them. Needs no display. */
@NullMarked
package dev.osprey.report;

import org.jspecify.annotations.NullMarked;
