package dev.osprey.site.reference;

import java.util.Map;

/**
 * The Javadoc of one type as Markdown. Each text is one line.
 *
 * @param summary the first sentence; empty if the type has no comment
 * @param parameters the text of each {@code @param}, by record component
 * @param constants the first sentence of each constant's comment, by constant
 */
record TypeComment(String summary, Map<String, String> parameters, Map<String, String> constants) {
  static final TypeComment NONE = new TypeComment("", Map.of(), Map.of());
}
