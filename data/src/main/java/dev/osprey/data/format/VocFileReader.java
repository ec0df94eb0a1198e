package dev.osprey.data.format;

import dev.osprey.core.FileKind;
import dev.osprey.core.IoReason;
import dev.osprey.core.TextFile;
import dev.osprey.core.UserError;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private final DocumentBuilder builder;

  VocFileReader() {
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

  /**
   * @throws UserError where the file cannot be read or is no VOC annotation
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
    } catch (CharConversionException e) {
      String text = TextFile.decode(bytes, file); // tells the line
      throw new UserError(file + " has " + text.length() + " characters of another encoding", e);
    } catch (SAXException | IOException e) {
      throw new UserError(file + " is no valid XML. Is it complete?", e);
    }
  }

  private static String malformed(SAXParseException failure, byte[] bytes, Path file) {
    String why = String.valueOf(failure.getMessage());
    if (why.contains("DOCTYPE")) {
      return file + " has a DOCTYPE, which could name other files and is not read. Take it out";
    }
    FileKind kind = FileKind.of(bytes).orElse(FileKind.XML);
    if (kind != FileKind.XML && kind != FileKind.UTF_16) {
      return file + " is " + kind.description() + ", no XML. " + kind.cure();
    }
    Matcher unclosed = UNCLOSED.matcher(why);
    String what =
        unclosed.find()
            ? "<" + unclosed.group(1) + "> is not closed where it should be. Is it complete?"
            : why.contains("within the same entity")
                ? "it ends too early. Is it complete?"
                : "this is not well-formed; & is written &amp; and < is written &lt; in texts";
    return file + " is no valid XML: line " + failure.getLineNumber() + ": " + what;
  }
}
