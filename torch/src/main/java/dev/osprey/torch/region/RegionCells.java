package dev.osprey.torch.region;

/** The output cells of one region, row by row. */
interface RegionCells {

  /** Adds the pixels that one cell reads to the current bag. */
  void addCell(int row, int column, CellBags bags);
}
