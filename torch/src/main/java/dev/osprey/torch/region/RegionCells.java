package dev.osprey.torch.region;

/** The output cells of one region, row by row. */
interface RegionCells {

  /** The number of pixels that all cells read together. */
  int pixels();

  /** Adds the pixels that one cell reads to the current bag. */
  void addCell(int row, int column, CellBags bags);
}
