package dev.osprey.networks.cost;

import dev.osprey.networks.layer.Activation;

/** Where an activation writes its result in inference. */
enum ActivationMemory {
  /** It has no result of its own. */
  NONE,
  /** Over its input. */
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
