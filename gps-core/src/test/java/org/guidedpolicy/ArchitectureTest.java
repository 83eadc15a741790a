package org.guidedpolicy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.guidedpolicy.environment.ResettableEnvironment;
import org.guidedpolicy.rollout.Starts;

@AnalyzeClasses(
    packages = "org.guidedpolicy",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

  /** Fixtures of other modules come in a jar where modules are packaged before. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  /** What methods of learning are made of. */
  private static final Set<String> LEARNING =
      Set.of(
          "argument",
          "environment",
          "rollout",
          "policy",
          "file",
          "parallel",
          "lqr",
          "cost",
          "dynamics",
          "mixture",
          "fit",
          "cluster",
          "initial",
          "supervised");

  /**
   * Each package and those it may know. Trainings know no method, what methods share knows no
   * driver, drivers do not know each other.
   */
  private static final Map<String, Set<String>> HOUSE =
      Map.ofEntries(
          entry("lqr", Set.of()),
          entry("argument", Set.of()),
          entry("file", Set.of("argument")),
          entry("environment", Set.of("argument")),
          entry("policy", Set.of("argument", "environment", "file")),
          entry("safety", Set.of("argument", "environment", "policy", "file")),
          entry("parallel", Set.of()),
          entry(
              "rollout",
              Set.of("argument", "environment", "safety", "policy", "file", "lqr", "parallel")),
          entry("check", Set.of("argument", "environment", "rollout", "safety")),
          entry("cost", Set.of("argument", "check", "environment", "rollout", "lqr", "policy")),
          entry("gym", Set.of("argument", "check", "cost", "environment")),
          entry("mixture", Set.of("argument", "parallel", "lqr")),
          entry(
              "fit",
              Set.of(
                  "argument",
                  "environment",
                  "rollout",
                  "policy",
                  "dynamics",
                  "mixture",
                  "lqr",
                  "parallel")),
          entry("cluster", Set.of("argument", "rollout", "fit", "lqr", "mixture", "parallel")),
          entry(
              "initial",
              Set.of("argument", "environment", "rollout", "policy", "lqr", "fit", "mixture")),
          entry("supervised", Set.of("argument", "environment", "policy", "file")),
          entry("network", Set.of("argument", "policy", "file")),
          entry(
              "dynamics",
              Set.of("argument", "environment", "rollout", "network", "parallel", "file")),
          entry(
              "trajopt",
              Set.of("argument", "environment", "rollout", "parallel", "lqr", "cost", "dynamics")),
          entry(
              "training",
              Set.of(
                  "argument",
                  "environment",
                  "safety",
                  "rollout",
                  "policy",
                  "file",
                  "parallel",
                  "lqr",
                  "cost",
                  "initial",
                  "supervised")),
          entry("gps", with(LEARNING, "training")),
          entry("resetfree", with(LEARNING, "training", "gps")),
          entry("mirror", with(LEARNING, "training", "gps")),
          entry("badmm", with(LEARNING, "training", "gps")),
          entry("importance", with(LEARNING, "training", "network")));

  private static Set<String> with(Set<String> packages, String... others) {
    return Stream.concat(packages.stream(), Stream.of(others))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static final String ROOT = "org.guidedpolicy.";

  private static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT) ? name.substring(ROOT.length()) : "";
  }

  @ArchTest
  static void packagesKnowOnlyWhatTheyAreMadeOf(JavaClasses classes) {
    List<String> violations =
        classes.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .filter(d -> HOUSE.containsKey(packageOf(d.getOriginClass())))
            .filter(d -> !packageOf(d.getTargetClass().getBaseComponentType()).isEmpty())
            .filter(
                d ->
                    !mayKnow(
                        packageOf(d.getOriginClass()),
                        packageOf(d.getTargetClass().getBaseComponentType())))
            .map(Dependency::getDescription)
            .toList();
    assertEquals(List.of(), violations);
  }

  @ArchTest
  static void everyPackageHasItsPlace(JavaClasses classes) {
    Set<String> homeless =
        classes.stream()
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .map(ArchitectureTest::packageOf)
            .filter(name -> !HOUSE.containsKey(name))
            .collect(Collectors.toSet());
    assertEquals(Set.of(), homeless);
  }

  private static boolean mayKnow(String who, String what) {
    return who.equals(what) || HOUSE.get(who).contains(what);
  }

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("org.guidedpolicy.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule resetFreeTrainingCannotAskForAStart =
      noClasses()
          .that()
          .resideInAPackage("..resetfree..")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Starts.Conditions.class, ResettableEnvironment.class);

  @ArchTest
  static final ArchRule noNeuralLibraryIsNeeded =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..");

  @ArchTest
  static final ArchRule nothingWritesToTheConsole =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("org.guidedpolicy.safety.Operator") // asks on request
          .should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule publicMethodsSpeakNoMatrixLibraryOutsideLqr =
      ArchRuleDefinition.methods()
          .that()
          .areDeclaredInClassesThat(
              resideInAPackage("org.guidedpolicy..")
                  .and(describe("outside lqr", c -> !c.getPackageName().endsWith(".lqr"))))
          .and()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .should(mentionNoMatrixLibrary());

  private static ArchCondition<JavaMethod> mentionNoMatrixLibrary() {
    return new ArchCondition<>("mention neither EJML nor Commons Math") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        Stream.concat(method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()))
            .map(JavaClass::getBaseComponentType)
            .filter(resideInAnyPackage("org.ejml..", "org.apache.commons.math3.."))
            .forEach(
                type ->
                    events.add(
                        SimpleConditionEvent.violated(
                            method, method.getFullName() + " mentions " + type.getName())));
      }
    };
  }

  @ArchTest
  static final ArchRule staticStateDoesNotChange =
      ArchRuleDefinition.fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat()
          .areNotEnums()
          .and()
          .doNotHaveModifier(JavaModifier.SYNTHETIC)
          .should()
          .beFinal();
}
