package dev.osprey.site;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of pages at the side of each page: the links of the guide's first page, in its order.
 */
final class Navigation {
  private static final Path GUIDE = Path.of("docs/guide/README.md");

  private record Entry(String title, Path place) {}

  private final List<Entry> entries = new ArrayList<>();

  private Navigation() {}

  static Navigation read(Path root) throws IOException {
    Navigation navigation = new Navigation();
    navigation.entries.add(new Entry("Osprey", Path.of("index.html")));
    navigation.entries.add(new Entry("Guide", SitePages.place(GUIDE)));
    for (PageLink link : MarkdownPage.read(root.resolve(GUIDE)).links()) {
      Path target = GUIDE.resolveSibling(link.path()).normalize();
      if (target.toString().endsWith(".md") && !target.equals(Path.of("README.md"))) {
        String title = HeadingAnchors.text(link.node());
        navigation.entries.add(new Entry(title, SitePages.place(target)));
      }
    }
    navigation.entries.add(new Entry("Javadoc", Path.of("apidocs/index.html")));
    return navigation;
  }

  /** Returns the list as HTML, as the page at {@code place} shows it. */
  String html(Path place) {
    StringBuilder html = new StringBuilder("<ul>\n");
    for (Entry entry : entries) {
      String current = entry.place.equals(place) ? " aria-current=\"page\"" : "";
      html.append("<li><a href=\"")
          .append(SiteLinks.address(place, entry.place))
          .append('"')
          .append(current)
          .append('>')
          .append(SourcePage.escape(entry.title))
          .append("</a></li>\n");
    }
    return html.append("</ul>\n").toString();
  }
}
