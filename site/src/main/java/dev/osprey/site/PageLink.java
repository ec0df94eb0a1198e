package dev.osprey.site;

import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;

/**
 * A link or an image of a page.
 *
 * @param node a {@link Link} or an {@link Image}
 * @param target the address as written in the page: {@code ../data.md#splits}, {@code https://…}
 * @param line the line of the Markdown file, from 1
 */
record PageLink(Node node, String target, int line) {

  boolean isOutside() {
    return target.contains("://") || target.startsWith("mailto:");
  }

  /** The part before the {@code #}; empty for a link inside the page. */
  String path() {
    int hash = target.indexOf('#');
    return hash < 0 ? target : target.substring(0, hash);
  }

  /** The part after the {@code #}; empty if there is none. */
  String anchor() {
    int hash = target.indexOf('#');
    return hash < 0 ? "" : target.substring(hash + 1);
  }

  /** Changes the address in the page. */
  void redirect(String address) {
    if (node instanceof Link link) {
      link.setDestination(address);
    } else if (node instanceof Image image) {
      image.setDestination(address);
    }
  }
}
