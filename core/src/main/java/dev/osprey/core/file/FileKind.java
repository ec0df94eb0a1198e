package dev.osprey.core.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kind of a file's content, whatever its name: the kinds that users pass by mistake in place of
 * an image, an annotation file or a checkpoint. Messages are made of {@link #description} and
 * {@link #cure}: {@code a.jpg is a Git LFS pointer, not an image. Run git lfs pull}.
 */
public enum FileKind {
  EMPTY("an empty file (0 bytes)", "Copy or download it again"),
  GIT_LFS_POINTER("a Git LFS pointer", "Run git lfs pull in its repository to get the file"),
  WEB_PAGE("a web page", "Download the file itself, not the page that links to it"),
  ZIP("a zip archive", "Unpack it and name the file inside"),
  GZIP("a gzip-compressed file", "Unpack it with gunzip (a .tar.gz with tar xzf)"),
  BZIP2("a bzip2-compressed file", "Unpack it with bunzip2"),
  XZ("an xz-compressed file", "Unpack it with unxz"),
  ZSTANDARD("a Zstandard-compressed file", "Unpack it with unzstd"),
  SEVEN_ZIP("a 7z archive", "Unpack it and name the file inside"),
  RAR("a rar archive", "Unpack it and name the file inside"),
  TAR("a tar archive", "Unpack it with tar xf and name the file inside"),
  PDF("a PDF document", "Export its pages as PNG or JPEG"),
  HEIC("a HEIC image", "Convert it to JPEG or PNG (heif-convert, or the phone's setting)"),
  AVIF("an AVIF image", "Convert it to JPEG or PNG (avifdec)"),
  JPEG_XL("a JPEG XL image", "Convert it to JPEG or PNG (djxl)"),
  JPEG_2000("a JPEG 2000 image", "Convert it to JPEG or PNG (opj_decompress)"),
  SVG("an SVG drawing", "Convert it to PNG (rsvg-convert)"),
  OPEN_EXR("an OpenEXR image", "Convert it to PNG (oiiotool)"),
  NETPBM("a PPM, PGM or PBM image", "Convert it to PNG (magick IN OUT.png)"),
  ICON("a Windows icon", "Convert it to PNG (magick IN OUT.png)"),
  DICOM("a DICOM file", "Convert it to PNG (dcm2png, or dcmj2pnm --write-png)"),
  CAMERA_RAW("the raw data of a camera", "Develop it and save JPEG or PNG"),
  PHOTOSHOP("a Photoshop file", "Export it as PNG or JPEG"),
  VIDEO("a video", "Extract its frames as images (ffmpeg -i FILE frame_%06d.png)"),
  JPEG("a JPEG image", "Name the file that is meant"),
  PNG("a PNG image", "Name the file that is meant"),
  GIF("a GIF image", "Name the file that is meant"),
  BMP("a BMP image", "Name the file that is meant"),
  WEBP("a WebP image", "Name the file that is meant"),
  TIFF("a TIFF image", "Name the file that is meant"),
  HDF5("an HDF5 file (Keras writes such weights)", "Export the weights as .pth or .safetensors"),
  NUMPY("a NumPy file", "Export the weights as .pth or .safetensors"),
  UTF_16("text in UTF-16", "Save it as UTF-8"),
  JSON("a JSON file", "Name the file that is meant"),
  XML("an XML file", "Name the file that is meant");

  private static final int BEGINNING = 512;

  private final String description;
  private final String cure;

  FileKind(String description, String cure) {
    this.description = description;
    this.cure = cure;
  }

  /** The kind with its article, as in "this is a zip archive". */
  public String description() {
    return description;
  }

  /** How to fix it where another kind was expected: a sentence without its full stop. */
  public String cure() {
    return cure;
  }

  /** Whether {@code this} holds other files or is compressed. */
  public boolean isArchive() {
    return switch (this) {
      case ZIP, GZIP, BZIP2, XZ, ZSTANDARD, SEVEN_ZIP, RAR, TAR -> true;
      default -> false;
    };
  }

  /**
   * The kind of a file; empty if it is none of these.
   *
   * @throws IOException if the file cannot be read
   */
  public static Optional<FileKind> of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(BEGINNING));
    }
  }

  /**
   * The kind of a file that begins with these bytes; empty if it is none of these.
   *
   * @param bytes a whole file, or its first 512 bytes
   */
  public static Optional<FileKind> of(byte[] bytes) {
    if (bytes.length == 0) {
      return Optional.of(EMPTY);
    }
    String start =
        new String(bytes, 0, Math.min(bytes.length, BEGINNING), StandardCharsets.ISO_8859_1);
    // "BMW" begins as a BMP image does: a signature of letters alone is none in plain text
    FileKind kind = isText(bytes) ? text(start) : binary(start);
    return Optional.ofNullable(kind == null ? text(start) : kind);
  }

  /** Whether bytes are the beginning of plain text: UTF-8 without control characters. */
  public static boolean isText(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, BEGINNING); i++) {
      boolean control = bytes[i] >= 0 && bytes[i] < 0x20 && "\t\r\n\f".indexOf(bytes[i]) < 0;
      if (control || bytes[i] == 0x7F) {
        return false;
      }
    }
    return decodes(bytes);
  }

  /** The last character of the beginning may be cut. */
  private static boolean decodes(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, BEGINNING));
    return !decoder.decode(in, CharBuffer.allocate(BEGINNING), false).isError();
  }

  private static @Nullable FileKind binary(String start) {
    for (Signature signature : Signature.ALL) {
      if (start.startsWith(signature.bytes(), signature.at())) {
        return signature.kind();
      }
    }
    if (isNetpbm(start)) {
      return NETPBM;
    }
    return start.startsWith("ftyp", 4) && start.length() >= 12
        ? isoMedia(start.substring(8, 12))
        : null;
  }

  /**
   * ISO 14496-12: images of phones and videos share one container; its brand identifies the kind.
   */
  private static FileKind isoMedia(String brand) {
    return switch (brand) {
      case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1" -> HEIC;
      case "avif", "avis" -> AVIF;
      case "crx " -> CAMERA_RAW;
      default -> VIDEO;
    };
  }

  /** A header with width and height, whether binary or text follows. */
  private static boolean isNetpbm(String start) {
    return start.matches("(?s)P[1-6]\\s+(#[^\n]*\n\\s*)*\\d+\\s+\\d+\\s.*")
        || start.startsWith("P7\n");
  }

  private static @Nullable FileKind text(String start) {
    String text =
        (start.startsWith("\u00EF\u00BB\u00BF") ? start.substring(3) : start).stripLeading();
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("version https://git-lfs")) {
      return GIT_LFS_POINTER;
    }
    if (lower.startsWith("<!doctype html") || (lower.startsWith("<") && lower.contains("<html"))) {
      return WEB_PAGE;
    }
    if (text.startsWith("%PDF-")) {
      return PDF;
    }
    if (isNetpbm(text)) {
      return NETPBM;
    }
    if (lower.startsWith("<svg") || (lower.startsWith("<?xml") && lower.contains("<svg"))) {
      return SVG;
    }
    if (lower.startsWith("<?xml") || lower.startsWith("<annotation")) {
      return XML;
    }
    return lower.startsWith("{\"") || lower.startsWith("[{") || lower.matches("(?s)\\{\\s+\".*")
        ? JSON
        : null;
  }

  /** Bytes, as ISO 8859-1, at a fixed position near the start of a file. */
  private record Signature(FileKind kind, int at, String bytes) {
    private static final Signature[] ALL = {
      new Signature(ZIP, 0, "PK\u0003\u0004"),
      new Signature(ZIP, 0, "PK\u0005\u0006"),
      new Signature(GZIP, 0, "\u001F\u008B"),
      new Signature(BZIP2, 0, "BZh"),
      new Signature(XZ, 0, "\u00FD7zXZ\u0000"),
      new Signature(ZSTANDARD, 0, "(\u00B5/\u00FD"),
      new Signature(SEVEN_ZIP, 0, "7z\u00BC\u00AF'\u001C"),
      new Signature(RAR, 0, "Rar!\u001A\u0007"),
      new Signature(TAR, 257, "ustar"),
      new Signature(PDF, 0, "%PDF-"),
      new Signature(JPEG, 0, "\u00FF\u00D8\u00FF"),
      new Signature(PNG, 0, "\u0089PNG\r\n\u001A\n"),
      new Signature(GIF, 0, "GIF8"),
      new Signature(WEBP, 8, "WEBP"),
      new Signature(CAMERA_RAW, 8, "CR\u0002"),
      new Signature(CAMERA_RAW, 0, "FUJIFILMCCD-RAW"),
      new Signature(CAMERA_RAW, 0, "IIU\u0000"),
      new Signature(CAMERA_RAW, 0, "IIRO"),
      new Signature(TIFF, 0, "II*\u0000"),
      new Signature(TIFF, 0, "MM\u0000*"),
      new Signature(TIFF, 0, "II+\u0000"),
      new Signature(TIFF, 0, "MM\u0000+"),
      new Signature(JPEG_XL, 0, "\u00FF\n"),
      new Signature(JPEG_XL, 0, "\u0000\u0000\u0000\u000CJXL "),
      new Signature(JPEG_2000, 0, "\u0000\u0000\u0000\u000CjP  "),
      new Signature(JPEG_2000, 0, "\u00FFO\u00FFQ"),
      new Signature(OPEN_EXR, 0, "v/1\u0001"),
      new Signature(ICON, 0, "\u0000\u0000\u0001\u0000"),
      new Signature(DICOM, 128, "DICM"),
      new Signature(PHOTOSHOP, 0, "8BPS"),
      new Signature(VIDEO, 0, "\u001AE\u00DF\u00A3"),
      new Signature(VIDEO, 8, "AVI "),
      new Signature(HDF5, 0, "\u0089HDF\r\n\u001A\n"),
      new Signature(NUMPY, 0, "\u0093NUMPY"),
      new Signature(UTF_16, 0, "\u00FF\u00FE"),
      new Signature(UTF_16, 0, "\u00FE\u00FF"),
      new Signature(BMP, 0, "BM")
    };
  }
}
