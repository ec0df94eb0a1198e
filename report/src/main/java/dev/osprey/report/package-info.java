/** What a run has to show: plots, tables and a page that holds them all. Needs no display. */
@NullMarked
package dev.osprey.report;

import org.jspecify.annotations.NullMarked;
