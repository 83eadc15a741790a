package org.guidedpolicy.network;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.guidedpolicy.network", importOptions = DoNotIncludeTests.class)
class NetworkArchitectureTest {

  @ArchTest
  static final ArchRule networksKnowTheirFilesAndThePoliciesThatTheyBecome =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.guidedpolicy.network",
              "org.guidedpolicy.file",
              "org.guidedpolicy.policy",
              "java..",
              "org.jspecify..");
}
