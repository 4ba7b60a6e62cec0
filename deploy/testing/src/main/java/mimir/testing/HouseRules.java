package mimir.testing;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How the classes of one service may depend on each other and on what is around them.
 *
 * <p>Called from an ordinary test: ArchUnit's own JUnit engine can be passed over in silence by the
 * build, an ordinary test cannot.
 */
public final class HouseRules {
  private static final Set<String> DUMPS =
      Set.of(
          "util",
          "utils",
          "common",
          "commons",
          "core",
          "shared",
          "helper",
          "helpers",
          "misc",
          "impl",
          "base",
          "dto",
          "data",
          "info",
          "manager",
          "mapper",
          "processor",
          "facade");

  /** What a pure function has no use for, although the JDK has it. */
  private static final String[] OUTSIDE_WORLD = {
    "java.sql..", "java.net..", "java.nio.file..", "java.io..", "java.lang.foreign.."
  };

  private static final String[] SQL_LIBRARIES = {
    "org.jdbi..",
    "java.sql..",
    "javax.sql..",
    "jakarta.persistence..",
    "org.hibernate..",
    "io.quarkus.hibernate..",
    "io.agroal.."
  };

  /** Holds every class below the service's root package to all rules. */
  public static void check(String root) {
    var imported =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root);
    if (imported.isEmpty()) {
      throw new IllegalStateException("there is no class in " + root + " on the class path");
    }
    var broken = broken(root, imported);
    if (!broken.isEmpty()) {
      throw new AssertionError(String.join("\n\n", broken.values()));
    }
  }

  /** Name of each rule that does not hold → what breaks it. */
  static Map<String, String> broken(String root, JavaClasses imported) {
    var broken = new LinkedHashMap<String, String>();
    rules(root)
        .forEach(
            (name, rule) -> {
              EvaluationResult result = rule.allowEmptyShould(true).evaluate(imported);
              if (result.hasViolation()) {
                broken.put(name, name + "\n" + result.getFailureReport());
              }
            });
    return broken;
  }

  private static Map<String, ArchRule> rules(String root) {
    var rules = new LinkedHashMap<String, ArchRule>();
    rules.put("rules_are_pure", rulesArePure(root));
    rules.put("time_comes_from_an_instant_source", timeIsInjected());
    rules.put("no_package_is_a_dump", noPackageIsADump());
    rules.put(
        "features_have_no_cycles", slices().matching(root + ".(*)..").should().beFreeOfCycles());
    rules.put("endpoints_and_consumers_touch_no_sql", endpointsTouchNoSql());
    rules.put("jdbi_is_used_where_the_sql_stands", jdbiWhereTheSqlStands());
    rules.put("an_endpoint_is_nobodys_api", endpointsAreNobodysApi());
    rules.put("nothing_is_injected_into_fields", nothingIsInjectedIntoFields());
    rules.put("no_service_knows_another", noServiceKnowsAnother(root));
    return rules;
  }

  /** Their words are the JDK's, the messages' and the service's own; and no bean's. */
  private static ArchRule rulesArePure(String root) {
    return noClasses()
        .that(are(domain()))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(OUTSIDE_WORLD)
                .or(resideInAPackage("mimir.contracts.runtime.."))
                .or(are(beans()))
                .or(not(resideInAnyPackage("java..", "mimir.contracts..", root + ".."))));
  }

  private static ArchRule timeIsInjected() {
    return noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "the clock of the machine is asked", call -> asksTheMachine(call.getTarget())))
        .orShould()
        .callConstructorWhere(
            DescribedPredicate.describe(
                "the clock of the machine is asked",
                call ->
                    call.getTarget().getOwner().isEquivalentTo(Date.class)
                        && call.getTarget().getRawParameterTypes().isEmpty()));
  }

  private static boolean asksTheMachine(AccessTarget.MethodCallTarget target) {
    var owner = target.getOwner();
    var name = target.getName();
    if (owner.isEquivalentTo(System.class)) {
      return name.equals("currentTimeMillis");
    }
    if (owner.isEquivalentTo(Clock.class) || owner.isEquivalentTo(InstantSource.class)) {
      return name.startsWith("system") || (name.startsWith("tick") && !name.equals("tick"));
    }
    return name.equals("now")
        && owner.getPackageName().equals("java.time")
        && target.getRawParameterTypes().stream().noneMatch(assignableTo(InstantSource.class));
  }

  private static ArchRule noPackageIsADump() {
    return noClasses()
        .should()
        .resideInAnyPackage(DUMPS.stream().map(word -> ".." + word + "..").toArray(String[]::new));
  }

  private static ArchRule endpointsTouchNoSql() {
    return noClasses()
        .that()
        .haveSimpleNameEndingWith("Resource")
        .or()
        .haveSimpleNameEndingWith("Consumer")
        .or()
        .areAnnotatedWith("jakarta.ws.rs.Path")
        .should()
        .dependOnClassesThat(resideInAnyPackage(SQL_LIBRARIES));
  }

  /**
   * A statement stands as a constant in the class that runs it: its one known address. An interface
   * runs none; it may name the door that those who implement it go through.
   */
  private static ArchRule jdbiWhereTheSqlStands() {
    return noClasses()
        .that(
            DescribedPredicate.describe(
                "hold no statement",
                (JavaClass each) -> !each.isInterface() && !holdsStatement(outermost(each))))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.jdbi.v3.core.Jdbi")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.jdbi.v3.core.Handle");
  }

  private static ArchRule endpointsAreNobodysApi() {
    return classes()
        .that()
        .areAnnotatedWith("jakarta.ws.rs.Path")
        .should()
        .onlyHaveDependentClassesThat(
            DescribedPredicate.describe(
                "are their own", (JavaClass each) -> isEndpoint(outermost(each))));
  }

  private static ArchRule nothingIsInjectedIntoFields() {
    return noFields()
        .should()
        .beAnnotatedWith(
            DescribedPredicate.describe("an annotation of injection", HouseRules::injects));
  }

  private static boolean injects(JavaAnnotation<?> annotation) {
    return Set.of(
            "jakarta.inject.Inject",
            "org.eclipse.microprofile.config.inject.ConfigProperty",
            "org.eclipse.microprofile.reactive.messaging.Channel",
            "jakarta.persistence.PersistenceContext")
        .contains(annotation.getRawType().getName());
  }

  private static ArchRule noServiceKnowsAnother(String root) {
    return noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("mimir..")
                .and(not(resideInAnyPackage(root + "..", "mimir.contracts.."))));
  }

  /** …Rules, and the arithmetic that is named otherwise. */
  private static DescribedPredicate<JavaClass> domain() {
    return DescribedPredicate.describe(
        "are rules",
        each -> {
          var name = outermost(each).getSimpleName();
          return name.endsWith("Rules")
              || Set.of("Pace", "RowCaps", "LateWindow", "Rollout", "Cohort", "IocMatch")
                  .contains(name);
        });
  }

  /** What the container makes, and what SQL or HTTP goes through. */
  private static DescribedPredicate<JavaClass> beans() {
    return DescribedPredicate.describe(
        "beans",
        each ->
            each.getAnnotations().stream()
                .map(annotation -> annotation.getRawType().getName())
                .anyMatch(
                    name ->
                        name.startsWith("jakarta.enterprise.context.")
                            || name.equals("jakarta.inject.Singleton")
                            || name.equals("jakarta.ws.rs.Path")
                            || name.equals("jakarta.persistence.Entity")));
  }

  private static boolean isEndpoint(JavaClass type) {
    return type.isAnnotatedWith("jakarta.ws.rs.Path");
  }

  private static boolean holdsStatement(JavaClass type) {
    return type.getFields().stream()
        .anyMatch(
            field ->
                field.getRawType().isEquivalentTo(String.class)
                    && field
                        .getModifiers()
                        .containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL)));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(HouseRules::outermost).orElse(type);
  }

  private HouseRules() {}
}
