package dev.osprey.data.format;

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

  /** A marked object; corners are {@code xmin, ymin, xmax, ymax}. */
  record Item(String name, double xmin, double ymin, double xmax, double ymax, boolean difficult) {}

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
      int width = size.isEmpty() ? 0 : (int) number(size.get(0), "width", "its size", 0);
      int height = size.isEmpty() ? 0 : (int) number(size.get(0), "height", "its size", 0);
      return new VocFile(text(root, "filename"), width, height, objects);
    }

    private Item object(Element object, int position) {
      String name = text(object, "name");
      String described = "object " + position + (name == null ? "" : " (" + name + ")");
      List<Element> boxes = children(object, "bndbox");
      if (name == null || boxes.isEmpty()) {
        throw new UserError(
            file + ": " + described + " has no " + (name == null ? "name" : "bndbox") + ". Add it");
      }
      Element box = boxes.get(0);
      return new Item(
          name,
          number(box, "xmin", described, Double.NaN),
          number(box, "ymin", described, Double.NaN),
          number(box, "xmax", described, Double.NaN),
          number(box, "ymax", described, Double.NaN),
          number(object, "difficult", described, 0) != 0);
    }

    /** A number; NaN as fallback means that it has to be there. */
    private double number(Element parent, String name, String described, double fallback) {
      String text = text(parent, name);
      if (text == null || text.isEmpty()) {
        if (Double.isNaN(fallback)) {
          throw new UserError(file + ": " + described + " has no " + name + ". Add it");
        }
        return fallback;
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
