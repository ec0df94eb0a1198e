package dev.osprey.data.format.voc;

import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.NumberText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * One Pascal VOC annotation file, numbers as written.
 *
 * @param fileName the image's, or null if the file gives none
 * @param width in pixels, 0 if the file gives none
 * @param height in pixels, 0 if the file gives none
 */
record VocFile(@Nullable String fileName, int width, int height, List<Item> objects) {

  /**
   * An annotated object.
   *
   * @param corners {@code xmin, ymin, xmax, ymax} of each bndbox as written: usually one
   * @param fault the fault that makes the object unusable, as the end of a sentence; null if there
   *     is none
   */
  record Item(String name, List<Box> corners, boolean difficult, @Nullable String fault) {
    Item {
      corners = List.copyOf(corners);
    }
  }

  VocFile {
    objects = List.copyOf(objects);
  }

  /**
   * Reads the content of a parsed file.
   *
   * @throws UserError if it is XML of another kind
   */
  static VocFile of(Element root, Path file) {
    if (!root.getTagName().equals("annotation")) {
      throw new UserError(
          file
              + " is not a Pascal VOC annotation: its root is <"
              + root.getTagName()
              + ">, it should be <annotation>. Take it out of the folder");
    }
    List<Item> objects = children(root, "object").stream().map(VocFile::item).toList();
    List<Element> size = children(root, "size");
    return new VocFile(
        text(root, "filename"), pixels(size, "width"), pixels(size, "height"), objects);
  }

  private static Item item(Element object) {
    String name = text(object, "name");
    boolean difficult = isOne(text(object, "difficult"));
    if (name == null || name.isEmpty()) {
      return new Item("", List.of(), difficult, "has no name");
    }
    List<Box> corners = new ArrayList<>();
    for (Element box : children(object, "bndbox")) {
      for (String side : List.of("xmin", "ymin", "xmax", "ymax")) {
        String text = text(box, side);
        if (text == null || text.isEmpty()) {
          return new Item(name, List.of(), difficult, "has no " + side);
        }
        if (NumberText.parse(text).isEmpty()) {
          return new Item(name, List.of(), difficult, "has " + side + " \"" + text + "\"");
        }
      }
      corners.add(
          new Box(
              number(box, "xmin"), number(box, "ymin"), number(box, "xmax"), number(box, "ymax")));
    }
    return new Item(name, corners, difficult, null);
  }

  /** Whether a flag is set. Labelling tools also write "Unspecified" or nothing: those mean no. */
  private static boolean isOne(@Nullable String text) {
    return text != null && (text.equals("1") || text.equalsIgnoreCase("true"));
  }

  /** A side of the image; 0 if no usable number is stated. */
  private static int pixels(List<Element> size, String name) {
    return size.isEmpty() ? 0 : (int) number(size.get(0), name);
  }

  /** The number in an element; 0 if there is none. */
  private static double number(Element parent, String name) {
    String text = text(parent, name);
    OptionalDouble value = text == null ? OptionalDouble.empty() : NumberText.parse(text);
    return value.orElse(0);
  }

  private static @Nullable String text(Element parent, String name) {
    List<Element> found = children(parent, name);
    return found.isEmpty() ? null : found.get(0).getTextContent().strip();
  }

  /** The direct children only: parts of an object have names and boxes of their own. */
  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }
}
