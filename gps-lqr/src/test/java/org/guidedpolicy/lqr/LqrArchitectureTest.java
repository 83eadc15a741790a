package org.guidedpolicy.lqr;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.random.RandomGenerator;

@AnalyzeClasses(packages = "org.guidedpolicy.lqr", importOptions = DoNotIncludeTests.class)
class LqrArchitectureTest {

  @ArchTest
  static final ArchRule knowsTheJdkMatricesAndNullnessOnly =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("org.guidedpolicy.lqr", "java..", "org.ejml..", "org.jspecify..");

  @ArchTest
  static final ArchRule knowsNoThreadsFilesOrRandomNumbers =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.concurrent..", "java.io..", "java.nio..", "java.net..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(RandomGenerator.class);

  @ArchTest static final ArchRule hasNoStaticState = fields().that().areStatic().should().beFinal();
}
