package dev.osprey.data.image.jpeg;

/** A Huffman table: codes of variable length (ITU-T T.81, annex C and F.2.2.3). */
final class JpegHuffman {
  private final int[] largest = new int[17];
  private final int[] offset = new int[17];
  private final byte[] values;

  /**
   * @param at the index of the 16 counts of codes by length; the values follow
   * @param end the index after the last byte that may be read
   */
  JpegHuffman(byte[] bytes, int at, int end) {
    int number = count(bytes, at, end);
    values = new byte[Math.max(0, Math.min(number, end - at - 16))];
    System.arraycopy(bytes, Math.min(at + 16, end), values, 0, values.length);
    int code = 0;
    int index = 0;
    for (int length = 1; length <= 16; length++) {
      int codes = at + length <= end ? bytes[at + length - 1] & 0xFF : 0;
      offset[length] = index - code;
      code += codes;
      index += codes;
      largest[length] = codes == 0 ? -1 : code - 1;
      code <<= 1;
    }
  }

  /** The number of values in a table. */
  static int count(byte[] bytes, int at, int end) {
    int number = 0;
    for (int i = at; i < Math.min(at + 16, end); i++) {
      number += bytes[i] & 0xFF;
    }
    return number;
  }

  /** The value of a code of that length; -1 if there is none. */
  int value(int code, int length) {
    int index = offset[length] + code;
    return code <= largest[length] && index >= 0 && index < values.length
        ? values[index] & 0xFF
        : -1;
  }
}
