package dev.osprey.site;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rules for the order of the modules, the names of types, and the use of native code. */
class ArchitectureTest {
  private static final String ROOT = "dev.osprey.";
  private static final Set<String> FOR_THE_BUILD = Set.of("testing", "fixtures", "parity", "site");
  private static final Pattern FOR_THE_BUILD_ALONE =
      Pattern.compile(".*/dev/osprey/(site|testing|fixtures)/.*");
  private static final JavaClasses OSPREY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.matches(FOR_THE_BUILD_ALONE))
          .importPackages("dev.osprey");

  @Test
  void drawingShowsEveryPublishedModule() throws IOException {
    Set<String> modules = new TreeSet<>(Repository.modules());
    modules.removeAll(FOR_THE_BUILD);
    assertThat(ModuleFloors.read().keySet()).containsExactlyInAnyOrderElementsOf(modules);
  }

  @Test
  void everyModuleDependsOnLowerFloorsOnly() throws IOException {
    Map<String, Integer> floors = ModuleFloors.read();
    for (String module : floors.keySet()) {
      for (String dependency : Repository.dependencies(module)) {
        assertThat(floors.get(dependency))
            .as("floor of %s, on which %s depends", dependency, module)
            .isLessThan(floors.get(module));
      }
    }
  }

  @Test
  void everyClassUsesItsOwnModuleAndLowerFloorsOnly() throws IOException {
    Map<String, Integer> floors = ModuleFloors.read();
    Set<String> upwards = new TreeSet<>();
    for (JavaClass type : OSPREY) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String from = module(type);
        String to = module(dependency.getTargetClass());
        if (!to.isEmpty() && !to.equals(from) && floor(floors, to) >= floor(floors, from)) {
          upwards.add(dependency.getDescription());
        }
      }
    }
    assertThat(upwards).isEmpty();
  }

  @Test
  void everyClassIsInAPackageOfItsModule() throws IOException {
    Set<String> modules = OSPREY.stream().map(ArchitectureTest::module).collect(Collectors.toSet());
    assertThat(modules).isEqualTo(ModuleFloors.read().keySet());
  }

  @Test
  void modulesHaveNoCycles() {
    slices().matching("dev.osprey.(*)..").should().beFreeOfCycles().check(OSPREY);
  }

  @Test
  void tensorfilesDependsOnCoreOnly() {
    noClasses()
        .that()
        .resideInAPackage("dev.osprey.tensorfiles..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are Osprey's, but neither core's nor tensorfiles'",
                type -> !Set.of("", "core", "tensorfiles").contains(module(type))))
        .allowEmptyShould(true)
        .check(OSPREY);
  }

  @Test
  void noTwoTopLevelTypesHaveTheSameName() {
    Map<String, List<String>> byName = new TreeMap<>();
    for (JavaClass type : OSPREY) {
      if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
        byName.computeIfAbsent(type.getSimpleName(), name -> new ArrayList<>()).add(type.getName());
      }
    }
    byName.values().removeIf(types -> types.size() == 1);
    assertThat(byName).isEmpty();
  }

  @Test
  void noNestedTypeHasTheNameOfATopLevelType() {
    Set<String> topLevel = new HashSet<>();
    OSPREY.stream()
        .filter(JavaClass::isTopLevelClass)
        .forEach(t -> topLevel.add(t.getSimpleName()));
    Set<String> twice =
        OSPREY.stream()
            .filter(ArchitectureTest::isUsedByItsSimpleName)
            .filter(type -> topLevel.contains(type.getSimpleName()))
            .map(JavaClass::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(twice).isEmpty();
  }

  @Test
  void coreNetworksEvaluationAndTensorfilesUseNoNativeCode() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.osprey.core..",
            "dev.osprey.networks..",
            "dev.osprey.evaluation..",
            "dev.osprey.tensorfiles..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(OSPREY);
  }

  @Test
  void onlyTorchDetectionWeightsOnnxTrainingAndBenchUseLibtorch() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.osprey.torch..",
            "dev.osprey.detection..",
            "dev.osprey.weights..",
            "dev.osprey.onnx..",
            "dev.osprey.training..",
            "dev.osprey.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco.pytorch..")
        .check(OSPREY);
  }

  @Test
  void onlyTorchUsesLibtorchsDevice() {
    classes()
        .that()
        .resideOutsideOfPackage("dev.osprey.torch..")
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.not(JavaClass.Predicates.type(org.bytedeco.pytorch.Device.class)))
        .check(OSPREY);
  }

  private static int floor(Map<String, Integer> floors, String module) {
    return floors.getOrDefault(module, 0);
  }

  /**
   * Returns whether other files use a nested type by its simple name. Private types are used in
   * their own file only, and variants of a sealed interface are written with the interface's name,
   * such as {@code NormConfig.Batch}.
   */
  private static boolean isUsedByItsSimpleName(JavaClass type) {
    boolean variant =
        type.getEnclosingClass().filter(outer -> type.isAssignableTo(outer.getName())).isPresent();
    return type.isNestedClass() && !variant && !type.getModifiers().contains(JavaModifier.PRIVATE);
  }

  /** The module of a type by its package; empty for a type that is not Osprey's. */
  private static String module(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    return name.startsWith(ROOT) ? name.substring(ROOT.length()).replaceFirst("\\..*", "") : "";
  }
}
