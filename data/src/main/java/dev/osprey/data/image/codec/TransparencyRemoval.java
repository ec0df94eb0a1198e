package dev.osprey.data.image.codec;

import dev.osprey.data.image.tiff.TiffDirectory;

/**
 * Removes transparency from encoded TIFF and GIF images. Their decoders blend transparent pixels
 * with black, where those of PNG and WebP keep the colour; an image's colours must not depend on
 * its file format.
 */
final class TransparencyRemoval {
  private static final int ASSOCIATED = 1;
  private static final int UNASSOCIATED = 2;

  private TransparencyRemoval() {}

  /** The same image without transparency; {@code encoded} itself where there is none. */
  static byte[] opaque(byte[] encoded) {
    if (encoded[0] == 'I' || encoded[0] == 'M') {
      return opaqueTiff(encoded);
    }
    return encoded[0] == 'G' ? opaqueGif(encoded) : encoded;
  }

  /**
   * Declares the colours as multiplied with alpha already: the decoder then leaves them unchanged.
   */
  private static byte[] opaqueTiff(byte[] encoded) {
    if (!new TiffDirectory(encoded, 0, encoded.length)
        .hasValue(TiffDirectory.EXTRA_SAMPLES, UNASSOCIATED)) {
      return encoded;
    }
    byte[] changed = encoded.clone();
    new TiffDirectory(changed, 0, changed.length).put(TiffDirectory.EXTRA_SAMPLES, ASSOCIATED);
    return changed;
  }

  /** GIF89a: extensions precede the first image; a graphic control names the transparent colour. */
  private static byte[] opaqueGif(byte[] encoded) {
    int at = 13;
    int flags = at <= encoded.length ? encoded[10] : 0;
    if ((flags & 0x80) != 0) {
      at += 3 * (2 << (flags & 7));
    }
    while (at + 3 < encoded.length && encoded[at] == 0x21) {
      if ((encoded[at + 1] & 0xFF) == 0xF9 && (encoded[at + 3] & 1) == 1) {
        byte[] changed = encoded.clone();
        changed[at + 3] &= ~1;
        return changed;
      }
      at += 2;
      while (at < encoded.length && encoded[at] != 0) {
        at += 1 + (encoded[at] & 0xFF);
      }
      at++;
    }
    return encoded;
  }
}
