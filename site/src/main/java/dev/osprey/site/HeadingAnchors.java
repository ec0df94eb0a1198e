package dev.osprey.site;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/** Derives the anchor of each heading of a page from the heading's text, as GitHub does. */
public final class HeadingAnchors {
  private final IdentityHashMap<Node, String> anchors = new IdentityHashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();

  private HeadingAnchors() {}

  /** Returns the anchors by heading. */
  static IdentityHashMap<Node, String> of(Node document) {
    HeadingAnchors found = new HeadingAnchors();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Heading heading) {
            found.add(heading);
          }
        });
    return found.anchors;
  }

  private void add(Heading heading) {
    String anchor = anchor(text(heading));
    int earlier = uses.merge(anchor, 1, Integer::sum) - 1;
    anchors.put(heading, earlier == 0 ? anchor : anchor + "-" + earlier);
  }

  /** Returns a heading in lower case, without punctuation, with a hyphen for each space. */
  public static String anchor(String heading) {
    return heading
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{M}\\p{N}_\\- ]", "")
        .replace(' ', '-');
  }

  /** The text of a node without its markup. */
  static String text(Node node) {
    StringBuilder text = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(Code part) {
            text.append(part.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak part) {
            text.append(' ');
          }
        });
    return text.toString();
  }
}
