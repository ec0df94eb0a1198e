package dev.osprey.networks.cost;

import dev.osprey.networks.layer.Activation;

/** The memory that an activation writes its result to in inference. */
enum ActivationMemory {
  /** No memory: the result is the input. */
  NONE,
  /** The memory of its input, which it overwrites. */
  IN_PLACE,
  NEW_ARRAY;

  static final Activation.Visitor<ActivationMemory> VISITOR =
      new Activation.Visitor<>() {
        @Override
        public ActivationMemory identity(Activation.Identity activation) {
          return NONE;
        }

        @Override
        public ActivationMemory relu(Activation.Relu activation) {
          return IN_PLACE;
        }

        @Override
        public ActivationMemory leakyRelu(Activation.LeakyRelu activation) {
          return NEW_ARRAY;
        }

        @Override
        public ActivationMemory relu6(Activation.Relu6 activation) {
          return NEW_ARRAY;
        }

        @Override
        public ActivationMemory hardSwish(Activation.HardSwish activation) {
          return NEW_ARRAY;
        }
      };
}
