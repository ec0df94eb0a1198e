package dev.osprey.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.Initializer;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.detector.Network;
import dev.osprey.networks.layer.Ops;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovingAverageTest {

  @Test
  void decaysFasterAtTheStart() {
    Net network = new Net();
    try (Weights weights = constant(network, 0);
        MovingAverage average = new MovingAverage(network, weights, 0.5)) {
      weights.load(network, (path, parameter) -> new float[] {1, 1});

      average.update(weights, 1);
      // decay (1 + 1) / (10 + 1) = 2 / 11, below 0.5: 0 · 2/11 + 1 · 9/11
      assertThat(average.weights().values("weight")[0]).isCloseTo(9f / 11, within(1e-6f));
      assertThat(average.weights().values("running_mean")[0]).isCloseTo(9f / 11, within(1e-6f));

      average.update(weights, 1000);
      // decay 0.5: half of the way from 9/11 to 1
      assertThat(average.weights().values("weight")[1]).isCloseTo(10f / 11, within(1e-6f));
      assertThat(weights.values("weight")).containsExactly(1, 1);
    }
  }

  private static Weights constant(Net network, float value) {
    return Weights.of(network, Engine.cpu(), (path, parameter) -> new float[] {value, value});
  }

  private static final class Net extends Network {
    Net() {
      Initializer zero = new Initializer.Constant(0);
      parameter("weight", new Parameter(Parameter.Kind.WEIGHT, zero, 2));
      parameter("running_mean", new Parameter(Parameter.Kind.BUFFER, zero, 2));
    }

    @Override
    public List<FeatureLevel> levels() {
      return List.of();
    }

    @Override
    public <T> void traverse(Ops<T> ops, Inputs<T> inputs) {}
  }
}
