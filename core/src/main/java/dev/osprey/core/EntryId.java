package dev.osprey.core;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The id that an annotation file gives an image, a category or an annotation: any number, exactly,
 * or any text. Ids are equal as keys of a Python dictionary are: 3 equals 3.0 and not "3".
 *
 * <p>Their order is the one in which pycocotools visits them: numbers by value, then texts by code
 * points.
 */
public final class EntryId implements Comparable<EntryId> {
  private final long integer;

  /** A number that does not fit a {@code long}; null for other ids. */
  private final @Nullable BigDecimal number;

  private final @Nullable String text;

  private EntryId(long integer, @Nullable BigDecimal number, @Nullable String text) {
    this.integer = integer;
    this.number = number;
    this.text = text;
  }

  public static EntryId of(long integer) {
    return new EntryId(integer, null, null);
  }

  public static EntryId of(BigInteger integer) {
    return of(new BigDecimal(integer));
  }

  /** The exact value of a number. */
  public static EntryId of(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    boolean whole = shortest.scale() <= 0 && shortest.precision() - shortest.scale() <= 19;
    if (whole && shortest.toBigInteger().bitLength() < Long.SIZE) {
      return of(shortest.longValueExact());
    }
    return new EntryId(0, shortest, null);
  }

  public static EntryId of(String text) {
    return new EntryId(0, null, text);
  }

  /** The id as a {@code long}; empty for texts and for numbers that do not fit a {@code long}. */
  public OptionalLong toLong() {
    return isLong() ? OptionalLong.of(integer) : OptionalLong.empty();
  }

  /** The id as a number; null for texts. */
  public @Nullable BigDecimal toNumber() {
    if (text != null) {
      return null;
    }
    return number == null ? BigDecimal.valueOf(integer) : number;
  }

  /** Whether the id is a text, not a number. */
  public boolean isText() {
    return text != null;
  }

  private boolean isLong() {
    return number == null && text == null;
  }

  @Override
  public int compareTo(EntryId other) {
    if (isLong() && other.isLong()) {
      return Long.compare(integer, other.integer);
    }
    BigDecimal own = toNumber();
    BigDecimal others = other.toNumber();
    if (own != null && others != null) {
      return own.compareTo(others);
    }
    if (own == null && others == null) {
      return compareByCodePoints(toString(), other.toString());
    }
    return own == null ? 1 : -1;
  }

  private static int compareByCodePoints(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    return Arrays.compare(left, right);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntryId that
        && integer == that.integer
        && Objects.equals(number, that.number)
        && Objects.equals(text, that.text);
  }

  @Override
  public int hashCode() {
    return isLong() ? Long.hashCode(integer) : Objects.hash(number, text);
  }

  /** The number or the text as it is. */
  @Override
  public String toString() {
    if (text != null) {
      return text;
    }
    return number == null ? Long.toString(integer) : number.toPlainString();
  }
}
