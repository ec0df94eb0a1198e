package dev.osprey.predict;

import dev.osprey.data.loader.ImageBatch;
import dev.osprey.detection.output.ForwardPass;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** The network of one detector on an engine. Several threads may run it; owns native memory. */
interface NetworkEngine extends AutoCloseable {

  /** The name of the engine, for people, and why it was chosen. */
  String description();

  /**
   * Runs the network on a batch.
   *
   * @param elapsed receives the nanoseconds of each part of the network
   * @param use reads the outputs, which are freed when it returns
   */
  <R> R run(ImageBatch images, LongConsumer elapsed, Function<ForwardPass, R> use);

  @Override
  void close();
}
