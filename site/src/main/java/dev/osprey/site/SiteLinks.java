package dev.osprey.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Redirects the links of Markdown pages to pages of the site, and collects their targets. */
final class SiteLinks {
  private final Path root;
  private final Set<Path> pages;
  private final Set<Path> images = new TreeSet<>();
  private final Set<Path> sources = new TreeSet<>();

  /**
   * @param root the repository
   * @param pages the Markdown files of the site, relative to the repository
   */
  SiteLinks(Path root, Set<Path> pages) {
    this.root = root;
    this.pages = pages;
  }

  /** Redirects all links of a page. */
  void redirect(MarkdownPage page) {
    Path from = root.relativize(page.file());
    for (PageLink link : page.links()) {
      if (!link.isOutside() && !link.path().isEmpty()) {
        Path target = root.relativize(page.file().resolveSibling(link.path()).normalize());
        String anchor = link.anchor().isEmpty() ? "" : "#" + link.anchor();
        link.redirect(address(SitePages.place(from), place(target)) + anchor);
      }
    }
  }

  private Path place(Path target) {
    if (pages.contains(target)) {
      return SitePages.place(target);
    }
    if (pages.contains(target.resolve("README.md"))) {
      return SitePages.place(target.resolve("README.md"));
    }
    if (target.toString().matches(".*\\.(jpg|png|svg|json)")) {
      images.add(target);
      return target;
    }
    sources.add(target);
    return SourcePage.place(target, Files.isDirectory(root.resolve(target)));
  }

  /** Returns the relative address of one page of the site on another one. */
  static String address(Path from, Path to) {
    Path folder = from.getParent() == null ? Path.of("") : from.getParent();
    return folder.relativize(to).toString().replace('\\', '/');
  }

  /** Returns the image and JSON files that the redirected pages link to. */
  Set<Path> images() {
    return images;
  }

  /** Returns the source files and folders that the redirected pages link to. */
  Set<Path> sources() {
    return sources;
  }
}
