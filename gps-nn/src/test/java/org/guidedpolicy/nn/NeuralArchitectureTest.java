package org.guidedpolicy.nn;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

@AnalyzeClasses(
    packages = "org.guidedpolicy.nn",
    importOptions = ImportOption.DoNotIncludeTests.class)
class NeuralArchitectureTest {
  private static final DescribedPredicate<List<JavaClass>> NEURAL_LIBRARY =
      DescribedPredicate.describe(
          "types of the neural library",
          types ->
              types.stream()
                  .anyMatch(
                      resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco..")));

  @ArchTest
  static final ArchRule onlyPoliciesAndTheirTargetsAreKnown =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "org.guidedpolicy.nn..",
                  "org.guidedpolicy.argument..",
                  "org.guidedpolicy.environment..",
                  "org.guidedpolicy.supervised..",
                  "org.guidedpolicy.policy..",
                  "org.guidedpolicy.file..",
                  "org.deeplearning4j..",
                  "org.nd4j..",
                  "org.bytedeco..",
                  "org.jspecify..",
                  "org.slf4j..",
                  "java.."));

  @ArchTest
  static final ArchRule noNeuralTypeInAPublicSignature =
      methods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat()
          .arePublic()
          .should()
          .notHaveRawParameterTypes(NEURAL_LIBRARY)
          .andShould()
          .notHaveRawReturnType(
              resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco.."));

  @ArchTest
  static final ArchRule whatIsNotForUsersIsNotPublic =
      classes()
          .that()
          .haveNameNotMatching(".*\\.(NetworkOptions|NeuralPolicies|NeuralPolicyTrainer)(\\$.*)?")
          .should()
          .notBePublic();
}
