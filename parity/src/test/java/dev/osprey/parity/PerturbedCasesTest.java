package dev.osprey.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.osprey.parity.comparison.Finding;
import dev.osprey.parity.spec.ReferenceFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that tolerances derived from rounding still detect differences that are not due to
 * rounding.
 */
class PerturbedCasesTest {
  @TempDir private Path folder;

  @Test
  void failsIfATargetChangesByOneTenThousandth() throws IOException {
    Path moved = copy("D5_multibox_loss");
    moveFirst(moved, "target.loc", 1e-4);
    assertFailsAt(moved, "target.loc");
  }

  @Test
  void failsIfALandmarkTargetChangesByOneTenThousandth() throws IOException {
    Path moved = copy("D5_multibox_loss");
    moveFirst(moved, "target.landm", 1e-4);
    assertFailsAt(moved, "target.landm");
  }

  /** The first weights have a norm of about 2, so the change is one part in 50,000. */
  @Test
  void failsIfANormOfFinalWeightsChangesSlightly() throws IOException {
    Path moved = copy("E7_train_retinaface_mnet");
    moveFirst(moved, "final_param_norms", 1e-4);
    assertFailsAt(moved, "final_param_norms");
  }

  private static void assertFailsAt(Path folder, String tensor) {
    CaseResult result = CaseResult.of(folder);
    assertThat(result.passed()).as(result.line()).isFalse();
    assertThat(result.findings())
        .filteredOn(finding -> finding.share() > 1)
        .extracting(Finding::tensor)
        .containsOnly(tensor);
  }

  private Path copy(String name) throws IOException {
    Path original =
        ReferenceFiles.repository().resolve("parity/src/test/resources/cases").resolve(name);
    for (String file : new String[] {"spec.json", "expected.safetensors"}) {
      Files.copy(original.resolve(file), folder.resolve(file));
    }
    return folder;
  }

  /** Adds {@code by} to the first element of a tensor of a safetensors file. */
  private static void moveFirst(Path folder, String tensor, double by) throws IOException {
    Path file = folder.resolve("expected.safetensors");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = (int) bytes.getLong(0);
    JsonNode entry =
        new ObjectMapper().readTree(bytes.array(), Long.BYTES, headerLength).path(tensor);
    int at = Long.BYTES + headerLength + entry.path("data_offsets").get(0).intValue();
    switch (entry.path("dtype").asText()) {
      case "F32" -> bytes.putFloat(at, (float) (bytes.getFloat(at) + by));
      case "F64" -> bytes.putDouble(at, bytes.getDouble(at) + by);
      default -> throw new IllegalStateException("tensor " + tensor + " is " + entry);
    }
    Files.write(file, bytes.array());
  }
}
