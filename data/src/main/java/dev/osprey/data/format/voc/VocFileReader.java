package dev.osprey.data.format.voc;

import dev.osprey.core.file.FileKind;
import dev.osprey.core.file.TextFile;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads Pascal VOC annotation files one after the other; not thread-safe. */
final class VocFileReader {
  private static final Pattern UNCLOSED = Pattern.compile("element type \"([^\"]*)\" must be");

  private static final int MAXIMUM_DEPTH = 100;

  private final DocumentBuilder builder;

  VocFileReader() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      // Without a DTD there are no entities, external or exploding.
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      // VOC nests five deep; the tree is walked by recursion.
      factory.setAttribute("jdk.xml.maxElementDepth", String.valueOf(MAXIMUM_DEPTH));
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler()); // the default one prints to standard error
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("this JDK has no XML parser that can be restricted", e);
    }
  }

  /**
   * @throws UserError if the file cannot be read or is not a VOC annotation
   */
  VocFile read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserError(file + " cannot be read: " + IoReason.of(e), e);
    }
    try {
      return VocFile.of(builder.parse(new ByteArrayInputStream(bytes)).getDocumentElement(), file);
    } catch (SAXParseException e) {
      throw new UserError(malformed(e, bytes, file), e);
    } catch (SAXException | IOException e) {
      throw new UserError(
          file
              + " is not valid XML: the encoding that it names is unknown or wrong. Save it as"
              + " UTF-8, and write encoding=\"UTF-8\" in its first line",
          e);
    }
  }

  private static String malformed(SAXParseException failure, byte[] bytes, Path file) {
    String why = String.valueOf(failure.getMessage());
    if (why.contains("DOCTYPE")) {
      return file + " has a DOCTYPE, which could name other files and is not read. Take it out";
    }
    if (why.contains("JAXP0001")) {
      return file
          + " is nested too deeply, or has too many attributes, for an annotation file. Take it out"
          + " of the folder";
    }
    FileKind kind = FileKind.of(bytes).orElse(FileKind.XML);
    if (kind != FileKind.XML && kind != FileKind.UTF_16) {
      return file + " is " + kind.description() + ", no XML. " + kind.cure();
    }
    String place = file + " is not valid XML: line " + failure.getLineNumber() + ": ";
    Matcher unclosed = UNCLOSED.matcher(why);
    if (unclosed.find()) {
      return place + "<" + unclosed.group(1) + "> is not closed where it should be";
    }
    if (why.contains("within the same entity")) {
      return place + "it ends too early. Was it saved whole? Copy it again";
    }
    if (why.contains("'&'") || why.contains("'<'")) {
      return place + "in texts & is written &amp; and < is written &lt;";
    }
    if (why.contains("[xX][mM][lL]")) {
      return place + "<?xml … ?> is allowed only at the very beginning";
    }
    return place + notUtf8(bytes, file).orElse("this is not well-formed");
  }

  /** Describes a fault in the encoding of text that should be UTF-8; empty if there is none. */
  private static Optional<String> notUtf8(byte[] bytes, Path file) {
    try {
      var unused = TextFile.decode(bytes, file);
      return Optional.empty();
    } catch (UserError e) {
      return Optional.of("its text is not in the encoding that it states. Save it as UTF-8");
    }
  }
}
