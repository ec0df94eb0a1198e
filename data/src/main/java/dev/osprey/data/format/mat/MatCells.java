package dev.osprey.data.format.mat;

import dev.osprey.core.text.UserError;
import java.util.ArrayList;
import java.util.List;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.Matrix;

/**
 * A cell array with one row or column.
 *
 * @param where for messages: the file, the variable and the place in it, counted from 1 as in
 *     MATLAB
 */
public record MatCells(String where, Cell cell) {

  public int size() {
    return cell.getNumElements();
  }

  /** Returns this array if it has the expected number of entries. */
  public MatCells ofLength(int length, String what) {
    if (size() != length) {
      throw new UserError(
          where
              + " has "
              + size()
              + " entries for "
              + length
              + " "
              + what
              + ". The four files must come from one place");
    }
    return this;
  }

  public MatCells cells(int i) {
    Array value = cell.get(i);
    if (value instanceof Cell inner) {
      return new MatCells(place(i), inner);
    }
    throw wrong(i, value, "a cell array");
  }

  public String text(int i) {
    Array value = cell.get(i);
    // A cell holds the text, or a cell that holds it.
    if (value instanceof Cell inner && inner.getNumElements() == 1) {
      value = inner.get(0);
    }
    if (value instanceof Char text && text.getNumRows() == 1) {
      return text.getString();
    }
    throw wrong(i, value, "a text");
  }

  /** A matrix, row after row; empty if it has no entries. */
  public double[] rows(int i, int columns) {
    Matrix matrix = matrix(i);
    if (matrix.getNumElements() == 0) {
      return new double[0];
    }
    if (matrix.getNumDimensions() != 2 || matrix.getNumCols() != columns) {
      throw wrong(i, matrix, "a matrix of " + columns + " columns");
    }
    double[] values = new double[matrix.getNumElements()];
    for (int k = 0; k < values.length; k++) {
      values[k] = matrix.getDouble(k / columns, k % columns);
    }
    return values;
  }

  /** Indices, which count from 1 in the file and from 0 here. */
  public List<Integer> indices(int i, int limit) {
    Matrix matrix = matrix(i);
    List<Integer> indices = new ArrayList<>();
    for (int k = 0; k < matrix.getNumElements(); k++) {
      double index = matrix.getDouble(k);
      if (index != Math.rint(index) || index < 1 || index > limit) {
        throw new UserError(
            place(i)
                + " counts face "
                + index
                + ", but the image has "
                + limit
                + " faces. The four files must come from one place");
      }
      indices.add((int) index - 1);
    }
    return indices;
  }

  private Matrix matrix(int i) {
    Array value = cell.get(i);
    if (value instanceof Matrix matrix) {
      return matrix;
    }
    throw wrong(i, value, "a matrix");
  }

  private String place(int i) {
    return where + "{" + (i + 1) + "}";
  }

  private UserError wrong(int i, Array value, String wanted) {
    return new UserError(
        place(i)
            + " is a "
            + value.getType()
            + " of "
            + value.getNumRows()
            + " x "
            + value.getNumCols()
            + ", not "
            + wanted);
  }
}
