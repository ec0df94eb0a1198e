package dev.osprey.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** A Markdown file of the repository. */
final class MarkdownPage {
  private static final List<TablesExtension> EXTENSIONS = List.of(tables());

  private final Path file;
  private final Node document;
  private final IdentityHashMap<Node, String> anchors;

  private MarkdownPage(Path file, Node document) {
    this.file = file;
    this.document = document;
    this.anchors = HeadingAnchors.of(document);
  }

  static MarkdownPage read(Path file) throws IOException {
    Parser parser =
        Parser.builder()
            .extensions(EXTENSIONS)
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();
    return new MarkdownPage(file, parser.parse(Files.readString(file)));
  }

  private static TablesExtension tables() {
    return (TablesExtension) TablesExtension.create();
  }

  Path file() {
    return file;
  }

  /** The text of the first heading; the file's name if there is none. */
  String title() {
    for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading) {
        return HeadingAnchors.text(node);
      }
    }
    return String.valueOf(file.getFileName());
  }

  /** The anchors that links may name. */
  Set<String> anchors() {
    return Set.copyOf(anchors.values());
  }

  /** All links and images, in the order of the page. */
  List<PageLink> links() {
    List<PageLink> links = new ArrayList<>();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            links.add(new PageLink(link, link.getDestination(), line(link)));
            visitChildren(link);
          }

          @Override
          public void visit(Image image) {
            links.add(new PageLink(image, image.getDestination(), line(image)));
          }
        });
    return links;
  }

  private static int line(Node node) {
    for (Node each = node; each != null; each = each.getParent()) {
      if (!each.getSourceSpans().isEmpty()) {
        return each.getSourceSpans().get(0).getLineIndex() + 1;
      }
      if (each instanceof Block block && block.getParent() == null) {
        break;
      }
    }
    return 0;
  }

  /** The page's content as HTML; headings have their anchors as ids. */
  String html() {
    return HtmlRenderer.builder()
        .extensions(EXTENSIONS)
        .attributeProviderFactory(
            context ->
                (node, tag, attributes) -> {
                  String anchor = anchors.get(node);
                  if (anchor != null) {
                    attributes.put("id", anchor);
                  }
                })
        .build()
        .render(document);
  }
}
