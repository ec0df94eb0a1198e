package dev.osprey.data.format;

import dev.osprey.core.Box;
import dev.osprey.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * One Pascal VOC annotation file, numbers as written.
 *
 * @param fileName the picture's, or null where the file gives none
 * @param width in pixels, 0 where the file gives none
 * @param height in pixels, 0 where the file gives none
 */
record VocFile(@Nullable String fileName, int width, int height, List<Item> objects) {

  /**
   * A marked object.
   *
   * @param corners {@code xmin, ymin, xmax, ymax} as written; null where there is no bndbox
   */
  record Item(String name, @Nullable Box corners, boolean difficult) {}

  VocFile {
    objects = List.copyOf(objects);
  }

  /** Reads files one after the other; not thread-safe. */
  static final class Reader {
    private final DocumentBuilder builder;

    Reader() {
      try {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        // Without a DTD there are no entities, external or exploding.
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setXIncludeAware(false);
        factory.setExpandEntityReferences(false);
        builder = factory.newDocumentBuilder();
        builder.setErrorHandler(new DefaultHandler()); // the default one prints to standard error
      } catch (ParserConfigurationException e) {
        throw new IllegalStateException("this JDK has no XML parser that can be restricted", e);
      }
    }

    VocFile read(Path file) {
      try (InputStream in = Files.newInputStream(file)) {
        Element root = builder.parse(in).getDocumentElement();
        if (!root.getTagName().equals("annotation")) {
          throw new UserError(
              file
                  + " is no Pascal VOC annotation: its root is <"
                  + root.getTagName()
                  + ">, it should be <annotation>. Take it out of the folder");
        }
        return new Elements(file).annotation(root);
      } catch (SAXParseException e) {
        if (String.valueOf(e.getMessage()).contains("DOCTYPE")) {
          throw new UserError(
              file + " has a DOCTYPE, which could name other files and is not read. Take it out",
              e);
        }
        throw new UserError(
            file + " is no valid XML: line " + e.getLineNumber() + ": " + e.getMessage(), e);
      } catch (SAXException | IOException e) {
        throw new UserError(file + " cannot be read: " + e.getMessage(), e);
      }
    }
  }

  /** The elements of one file. */
  private record Elements(Path file) {

    VocFile annotation(Element root) {
      List<Item> objects = new ArrayList<>();
      for (Element child : children(root, "object")) {
        objects.add(object(child, objects.size() + 1));
      }
      List<Element> size = children(root, "size");
      return new VocFile(
          text(root, "filename"), pixels(size, "width"), pixels(size, "height"), objects);
    }

    private Item object(Element object, int position) {
      String name = text(object, "name");
      if (name == null || name.isEmpty()) {
        throw new UserError(file + ": object " + position + " has no name. Add it");
      }
      String described = "object " + position + " (" + name + ")";
      List<Element> boxes = children(object, "bndbox");
      return new Item(
          name,
          boxes.isEmpty() ? null : corners(boxes.get(0), described),
          isOne(text(object, "difficult")));
    }

    private Box corners(Element box, String described) {
      return new Box(
          number(box, "xmin", described),
          number(box, "ymin", described),
          number(box, "xmax", described),
          number(box, "ymax", described));
    }

    /** Labelling tools write "Unspecified" and nothing too: what is not yes is no. */
    private static boolean isOne(@Nullable String text) {
      return text != null && (text.equals("1") || text.equalsIgnoreCase("true"));
    }

    /** A side of the picture; 0 where it is not stated in a way that can be used. */
    private static int pixels(List<Element> size, String name) {
      String text = size.isEmpty() ? null : text(size.get(0), name);
      try {
        return text == null ? 0 : (int) Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return 0; // the picture itself is asked
      }
    }

    private double number(Element parent, String name, String described) {
      String text = text(parent, name);
      if (text == null || text.isEmpty()) {
        throw new UserError(file + ": " + described + " has no " + name + ". Add it");
      }
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw new UserError(
            file + ": " + described + " has " + name + " \"" + text + "\". Write a number", e);
      }
    }

    private static @Nullable String text(Element parent, String name) {
      List<Element> found = children(parent, name);
      return found.isEmpty() ? null : found.get(0).getTextContent().strip();
    }

    /** Direct children only: the parts of an object have names and boxes of their own. */
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
}
