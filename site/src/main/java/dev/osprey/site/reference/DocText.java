package dev.osprey.site.reference;

import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the parts of a Javadoc comment into one line of Markdown. */
final class DocText {
  private static final Pattern SENTENCE_END = Pattern.compile("(.*?(?<! al| e\\.g)\\.)(?: .*)?");

  private static final Set<String> BLOCKS = Set.of("p", "ol", "ul", "pre", "table");

  private DocText() {}

  static String of(List<? extends DocTree> parts) {
    StringBuilder text = new StringBuilder();
    for (DocTree part : parts) {
      text.append(of(part));
    }
    return text.toString().replaceAll("\\s+", " ").strip();
  }

  /** Returns the text up to the first full stop that ends a sentence ("et al." does not). */
  static String firstSentence(List<? extends DocTree> parts) {
    String text = of(firstParagraph(parts)).replaceFirst(":$", ".");
    Matcher end = SENTENCE_END.matcher(text);
    return end.matches() ? end.group(1) : text;
  }

  private static List<? extends DocTree> firstParagraph(List<? extends DocTree> parts) {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof StartElementTree element
          && BLOCKS.contains(element.getName().toString())) {
        return parts.subList(0, i);
      }
    }
    return parts;
  }

  /** Returns the name of an enum constant in configurations. */
  static String yamlName(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String of(DocTree part) {
    if (part instanceof TextTree text) {
      return plain(text.getBody());
    }
    if (part instanceof LiteralTree literal) {
      String body = literal.getBody().getBody();
      return part.getKind() == DocTree.Kind.CODE ? code(body) : plain(body);
    }
    if (part instanceof LinkTree link) {
      return link.getLabel().isEmpty() ? code(simple(link)) : of(link.getLabel());
    }
    if (part instanceof EntityTree entity) {
      return "&" + entity.getName() + ";";
    }
    if (part instanceof StartElementTree || part instanceof EndElementTree) {
      return " ";
    }
    return plain(part.toString());
  }

  /** Returns the simple name, such as {@code area} for a link to {@code Box#area()}. */
  private static String simple(LinkTree link) {
    String signature = link.getReference().getSignature();
    String name = signature.replaceFirst("\\(.*", "").replaceFirst(".*[#.]", "");
    return name.matches("[A-Z][A-Z0-9_]{2,}") ? yamlName(name) : name;
  }

  private static String code(String text) {
    return "`" + text.strip().replace("|", "\\|") + "`";
  }

  private static String plain(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
  }
}
