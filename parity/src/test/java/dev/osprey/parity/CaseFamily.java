package dev.osprey.parity;

/** What a case's {@code family} names: how its numbers are made again and compared. */
interface CaseFamily {
  void run(CaseSpec spec, Comparison comparison);
}
