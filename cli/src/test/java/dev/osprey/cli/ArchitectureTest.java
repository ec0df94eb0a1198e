package dev.osprey.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The directions between modules, and where native code may be touched. */
class ArchitectureTest {
  private static final JavaClasses OSPREY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.osprey");

  @Test
  void modulesDependInThePipelinesDirectionOnly() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("core")
        .definedBy("dev.osprey.core..")
        .layer("data")
        .definedBy("dev.osprey.data..")
        .layer("networks")
        .definedBy("dev.osprey.networks..")
        .layer("torch")
        .definedBy("dev.osprey.torch..")
        .layer("detection")
        .definedBy("dev.osprey.detection..")
        .layer("evaluation")
        .definedBy("dev.osprey.evaluation..")
        .layer("weights")
        .definedBy("dev.osprey.weights..")
        .layer("predict")
        .definedBy("dev.osprey.predict..")
        .layer("onnx")
        .definedBy("dev.osprey.onnx..")
        .layer("training")
        .definedBy("dev.osprey.training..")
        .layer("report")
        .definedBy("dev.osprey.report..")
        .layer("cli")
        .definedBy("dev.osprey.cli..")
        .whereLayer("core")
        .mayNotAccessAnyLayer()
        .whereLayer("data")
        .mayOnlyAccessLayers("core")
        .whereLayer("networks")
        .mayOnlyAccessLayers("core")
        .whereLayer("evaluation")
        .mayOnlyAccessLayers("core")
        .whereLayer("torch")
        .mayOnlyAccessLayers("core", "data", "networks")
        .whereLayer("detection")
        .mayOnlyAccessLayers("core", "data", "networks", "torch")
        .whereLayer("weights")
        .mayOnlyAccessLayers("core", "networks", "torch", "detection")
        .whereLayer("predict")
        .mayOnlyAccessLayers("core", "data", "torch", "detection", "weights")
        .whereLayer("onnx")
        .mayOnlyAccessLayers("core", "data", "networks", "torch", "detection", "weights")
        .whereLayer("training")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("report")
        .mayOnlyAccessLayers("core", "evaluation")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .check(OSPREY);
  }

  @Test
  void modulesHaveNoCycles() {
    slices().matching("dev.osprey.(*)..").should().beFreeOfCycles().check(OSPREY);
  }

  @Test
  void nativeCodeStaysOutOfValuesNetworksAndEvaluation() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.osprey.core..", "dev.osprey.networks..", "dev.osprey.evaluation..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(OSPREY);
  }

  @Test
  void libtorchIsTouchedByTorchDetectionWeightsTrainingAndTheExportsCheckAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.osprey.torch..",
            "dev.osprey.detection..",
            "dev.osprey.weights..",
            "dev.osprey.onnx..",
            "dev.osprey.training..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco.pytorch..")
        .check(OSPREY);
  }

  @Test
  void devicesOfLibtorchAppearInTorchAlone() {
    classes()
        .that()
        .resideOutsideOfPackage("dev.osprey.torch..")
        .should()
        .onlyDependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.not(
                com.tngtech.archunit.core.domain.JavaClass.Predicates.type(
                    org.bytedeco.pytorch.Device.class)))
        .check(OSPREY);
  }
}
