package dev.osprey.core.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileKindTest {

  private static Optional<FileKind> kind(String latin1) {
    return FileKind.of(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void recognisesGitLfsPointers() {
    assertThat(kind("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"))
        .contains(FileKind.GIT_LFS_POINTER);
    assertThat(FileKind.GIT_LFS_POINTER.cure()).contains("git lfs pull");
  }

  @Test
  void recognisesWebPagesByTheirFirstTagInAnyCase() {
    assertThat(kind("<!DOCTYPE html><title>Not found</title>")).contains(FileKind.WEB_PAGE);
    assertThat(kind("\n  <HTML><body>")).contains(FileKind.WEB_PAGE);
    assertThat(kind("<?xml version='1.0'?><html xmlns='x'>")).contains(FileKind.WEB_PAGE);
  }

  @Test
  void distinguishesPhoneImagesFromVideosByTheirBrand() {
    assertThat(kind("\0\0\0\30ftypheic\0\0\0\0")).contains(FileKind.HEIC);
    assertThat(kind("\0\0\0\30ftypavif\0\0\0\0")).contains(FileKind.AVIF);
    assertThat(kind("\0\0\0\30ftypisom\0\0\0\0")).contains(FileKind.VIDEO);
  }

  @Test
  void recognisesArchives() {
    assertThat(kind("PK\3\4rest")).contains(FileKind.ZIP);
    assertThat(kind("\37\213\10")).contains(FileKind.GZIP);
    assertThat(kind("\0".repeat(257) + "ustar\0")).contains(FileKind.TAR);
    assertThat(FileKind.TAR.isArchive()).isTrue();
    assertThat(FileKind.PDF.isArchive()).isFalse();
  }

  @Test
  void distinguishesSvgFromOtherXml() {
    assertThat(kind("<?xml version='1.0'?>\n<svg width='1'/>")).contains(FileKind.SVG);
    assertThat(kind("<annotation><filename/>")).contains(FileKind.XML);
  }

  @Test
  void plainTextHasNoKind() {
    assertThat(kind("0 0.5 0.5 0.1 0.1\n")).isEmpty();
    assertThat(kind("{ braces that are no JSON }")).isEmpty();
    assertThat(kind("{\"images\": []}")).contains(FileKind.JSON);
  }

  @Test
  void textThatBeginsLikeAnImageOrAnArchiveIsText() {
    for (String names :
        new String[] {"BMW\nAudi\n", "BZh\n", "IIRO,1\n", "8BPS", "a car, AVI \n"}) {
      assertThat(kind(names)).as(names).isEmpty();
    }
    assertThat(kind("BM\0\0\0\0")).contains(FileKind.BMP);
    assertThat(kind("{\"info\": \"see <html>\"}")).contains(FileKind.JSON);
    assertThat(kind("P3\n# drawn\n4 4\n255\n")).contains(FileKind.NETPBM);
    assertThat(kind("P1\nP2\n")).isEmpty();
    assertThat(kind("%PDF-1.4\n")).contains(FileKind.PDF);
  }

  @Test
  void recognisesEmptyFiles() {
    assertThat(FileKind.of(new byte[0])).contains(FileKind.EMPTY);
  }

  @Test
  void shortFilesAreReadWithoutFault() {
    for (int length = 1; length < 300; length++) {
      assertThat(FileKind.of(new byte[length])).isEmpty();
    }
  }

  @Test
  void recognisesImagesOfOtherFields() {
    assertThat(kind("P6 1 1 255 abc")).contains(FileKind.NETPBM);
    assertThat(kind("\0".repeat(128) + "DICM")).contains(FileKind.DICOM);
    assertThat(kind("II*\0\20\0\0\0CR\2\0")).contains(FileKind.CAMERA_RAW);
    assertThat(kind("II*\0\10\0\0\0")).contains(FileKind.TIFF);
  }

  @Test
  void textHasNoControlCharacters() {
    assertThat(FileKind.isText("not an image, gr\u00FCn\n".getBytes(StandardCharsets.UTF_8)))
        .isTrue();
    assertThat(FileKind.isText(new byte[] {'a', 0, 'b'})).isFalse();
    assertThat(FileKind.isText(new byte[] {'a', (byte) 0xFC, 'b'})).isFalse();
  }
}
