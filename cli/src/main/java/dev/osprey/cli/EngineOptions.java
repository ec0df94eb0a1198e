package dev.osprey.cli;

import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import picocli.CommandLine.Option;

/** Where and how a command computes. */
final class EngineOptions {
  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "cpu, cuda, cuda:N or auto (default: ${DEFAULT-VALUE})")
  String device;

  @Option(
      names = "--precision",
      defaultValue = "float32",
      description = "float32 or bfloat16 (default: ${DEFAULT-VALUE})")
  Precision precision;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Threads inside one operation; 0: one per core (default: ${DEFAULT-VALUE})")
  int threads;

  Engine engine() {
    return new Engine(Device.parse(device), precision, threads);
  }
}
