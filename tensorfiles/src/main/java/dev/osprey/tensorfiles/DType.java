package dev.osprey.tensorfiles;

/** The type of the elements of a tensor, with the names of the safetensors format. */
public enum DType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U8(1),
  /** A truth value in one byte, 0 or 1. */
  BOOL(1),
  U64(8),
  U32(4),
  U16(2),
  /**
   * An 8-bit float with four bits of exponent, three of fraction and no infinities (Micikevicius et
   * al. 2022).
   */
  F8_E4M3(1),
  /** An 8-bit float with five bits of exponent and two of fraction. */
  F8_E5M2(1),
  /** A power of two without a sign: 2^(byte − 127). */
  F8_E8M0(1),
  /**
   * A complex number: real and imaginary part in float32. Its bytes can be read, but not as
   * numbers.
   */
  C64(8);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the size of one element in bytes. */
  public int bytes() {
    return bytes;
  }
}
