package org.guidedpolicy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "org.guidedpolicy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** The driver knows everything; fits know data and mathematics; LQR knows only itself. */
  @ArchTest
  static final ArchRule packagesKnowOnlyWhatTheyAreMadeOf =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("report")
          .definedBy("..report..")
          .layer("train")
          .definedBy("..train..")
          .layer("cluster")
          .definedBy("..cluster..")
          .layer("fit")
          .definedBy("..fit..")
          .layer("initial")
          .definedBy("..initial..")
          .layer("mixture")
          .definedBy("..mixture..")
          .layer("environment")
          .definedBy("..environment..")
          .layer("cost")
          .definedBy("..cost..")
          .layer("policy")
          .definedBy("..guidedpolicy.policy..")
          .layer("lqr")
          .definedBy("..lqr..")
          .layer("parallel")
          .definedBy("..parallel..")
          .layer("file")
          .definedBy("..guidedpolicy.file..")
          .whereLayer("report")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("report")
          .mayOnlyAccessLayers("train", "policy", "file")
          .whereLayer("train")
          .mayOnlyBeAccessedByLayers("report")
          .whereLayer("cluster")
          .mayOnlyBeAccessedByLayers("train")
          .whereLayer("fit")
          .mayOnlyBeAccessedByLayers("train", "cluster")
          .whereLayer("initial")
          .mayOnlyBeAccessedByLayers("train")
          .whereLayer("mixture")
          .mayOnlyBeAccessedByLayers("train", "cluster", "fit")
          .whereLayer("cost")
          .mayOnlyBeAccessedByLayers("train")
          .whereLayer("lqr")
          .mayNotAccessAnyLayer()
          .whereLayer("parallel")
          .mayNotAccessAnyLayer()
          .whereLayer("file")
          .mayNotAccessAnyLayer()
          .whereLayer("policy")
          .mayOnlyAccessLayers("file")
          .whereLayer("mixture")
          .mayOnlyAccessLayers("parallel", "lqr");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("org.guidedpolicy.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noNeuralLibraryIsNeeded =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..");

  @ArchTest
  static final ArchRule nothingWritesToTheConsole = noClasses().should(ACCESS_STANDARD_STREAMS);

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
