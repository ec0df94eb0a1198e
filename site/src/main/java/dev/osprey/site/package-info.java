/**
 * Builds the documentation site from the Markdown files of the repository.
 *
 * <p>{@link dev.osprey.site.SiteBuilder} turns each Markdown file into one HTML page. A page needs
 * no script and loads nothing from outside the site. A link to a source file opens a page that
 * shows the file, so that every link works in the site as it does in the repository.
 */
@NullMarked
package dev.osprey.site;

import org.jspecify.annotations.NullMarked;
