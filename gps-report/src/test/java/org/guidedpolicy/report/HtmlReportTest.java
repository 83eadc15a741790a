package org.guidedpolicy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.IterationEpisodes;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.TrainingOptions;
import org.guidedpolicy.training.TrainingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class HtmlReportTest {
  private static final TrainingOptions OPTIONS =
      ResetFree.defaults()
          .with(
              o -> {
                o.iterations = 3;
                o.seed = 7;
              });

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("report.html");
  }

  private static Document parse(Path file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(file.toFile());
  }

  private static List<Element> elements(Document page, String name) {
    NodeList nodes = page.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static List<Element> withClass(Document page, String element, String htmlClass) {
    return elements(page, element).stream()
        .filter(e -> List.of(e.getAttribute("class").split(" ")).contains(htmlClass))
        .toList();
  }

  private static String heading(Document page) {
    return elements(page, "h1").get(0).getTextContent();
  }

  private static String text(Document page) {
    return elements(page, "body").get(0).getTextContent();
  }

  private Document page(HtmlReport report, IterationReport... history) throws Exception {
    report.onStart(OPTIONS, List.of());
    Stream.of(history).forEach(r -> report.onIteration(r, Reports.POLICY));
    return parse(file());
  }

  @Test
  void theTableHasTheNumbersOfTheReports() throws Exception {
    IterationReport[] history =
        IntStream.rangeClosed(1, 3).mapToObj(Reports::iteration).toArray(IterationReport[]::new);
    Document page = page(HtmlReport.to(file()), history);
    Element table = withClass(page, "table", "iterations").get(0);
    List<Double> shown = new ArrayList<>();
    NodeList data = table.getElementsByTagName("data");
    for (int i = 0; i < data.getLength(); i++) {
      shown.add(Double.valueOf(((Element) data.item(i)).getAttribute("value")));
    }
    List<Double> expected = Stream.of(history).flatMap(HtmlReportTest::numbers).toList();
    assertEquals(expected, shown);
    List<Element> heads = headings(table);
    assertEquals(
        List.of("KL, reached", "KL, allowed", "gain per step, actual", "parts that work, first"),
        heads.subList(6, 10).stream().map(Element::getTextContent).toList());
    assertEquals("What happened.", heads.get(8).getAttribute("title"));
  }

  private static List<Element> headings(Element table) {
    NodeList heads =
        ((Element) table.getElementsByTagName("thead").item(0)).getElementsByTagName("th");
    return IntStream.range(0, heads.getLength()).mapToObj(i -> (Element) heads.item(i)).toList();
  }

  private static Stream<Double> numbers(IterationReport r) {
    return Stream.of(
            Stream.of((double) r.episodes(), r.meanCost()),
            r.test().orElseThrow().meanCost().stream(),
            r.test().orElseThrow().finalDistance().stream(),
            r.test().orElseThrow().success().stream(),
            r.figures().stream().map(Figure::value),
            Stream.of(r.totalSeconds()))
        .flatMap(s -> s);
  }

  /** Entries count from 10 m + i for episode m, the second ended after its first of three steps. */
  private static IterationEpisodes episodes() {
    List<Trajectory> trajectories = new ArrayList<>();
    for (int m = 0; m < 3; m++) {
      int steps = m == 1 ? 1 : 3;
      double[] states = new double[8];
      for (int i = 0; i < 8; i++) {
        int t = Math.min(i / 2, m == 1 ? 1 : 3);
        states[i] = 10 * m + t + 100 * (i % 2);
      }
      double[] actions = {m, m, m};
      trajectories.add(new Trajectory(3, steps, states, actions, Arrays.copyOf(states, 6)));
    }
    EnvironmentSpec spec =
        EnvironmentSpec.builder(2, 1).horizon(3).stateNames("place", "height").build();
    return new IterationEpisodes(1, spec, trajectories, List.of(5.0, 9.0, 2.0));
  }

  @Test
  void episodesOfAnyRobotAreShownOverTime() throws Exception {
    HtmlReport report = HtmlReport.to(file());
    report.onStart(OPTIONS, List.of());
    report.onEpisodes(episodes());
    report.onIteration(Reports.iteration(1), Reports.POLICY);
    Document page = parse(file());
    List<String> alternatives =
        withClass(page, "svg", "plot").stream()
            .map(svg -> svg.getAttribute("aria-label"))
            .filter(label -> label.contains(" over steps: "))
            .toList();
    assertEquals(
        List.of(
            "State 0: place over steps: first 0 at step 0, 3.00 at step 3; best 20.0 at step 0,"
                + " 23.0 at step 3; worst 10.0 at step 0, 11.0 at step 1.",
            "State 1: height over steps: first 100 at step 0, 103 at step 3; best 120 at step 0,"
                + " 123 at step 3; worst 110 at step 0, 111 at step 1.",
            "Action 0 over steps: first 0 at step 0, 0 at step 2; best 2.00 at step 0, 2.00 at"
                + " step 2; worst 1.00 at step 0, 1.00 at step 0."),
        alternatives);
    assertTrue(text(page).contains("by cost the best (2.00) and the worst (9.00)"), text(page));
  }

  @Test
  void whatToTryNextStandsOnThePage() throws Exception {
    IterationReport[] stuck =
        IntStream.rangeClosed(1, 6)
            .mapToObj(n -> Reports.untested(n, 100))
            .toArray(IterationReport[]::new);
    Document page = page(HtmlReport.to(file()), stuck);
    List<Element> advice =
        elements(page, "li").stream().filter(e -> e.hasAttribute("data-advice")).toList();
    assertEquals("nothing_improves", advice.get(0).getAttribute("data-advice"));
    assertTrue(advice.get(0).getTextContent().startsWith("raise the first controller's variance"));
    page = page(HtmlReport.to(file()), Reports.iteration(1), Reports.iteration(2));
    assertFalse(text(page).contains("What to try next"), "nothing to say yet");
  }

  @Test
  void theHeadlineSaysWhatThePolicyAchieves() throws Exception {
    HtmlReport report = HtmlReport.builder(file()).title("cart").distanceUnit("m").build();
    Document page = page(report, Reports.iteration(1), Reports.iteration(2));
    assertEquals(
        "The policy reaches the goal in 55.0\u202f% of 40 held-out episodes and ends 0.350\u202fm"
            + " from it on average.",
        heading(page));
    assertTrue(text(page).contains("Training is under way: 2 of 3 iterations done"), text(page));
    List<IterationReport> history =
        List.of(Reports.iteration(1), Reports.iteration(2), Reports.iteration(3));
    report.onIteration(history.get(2), Reports.POLICY);
    report.onEnd(
        new TrainingResult(Reports.POLICY, 2, history, OPTIONS, TrainingResult.Ending.COMPLETED));
    page = parse(file());
    assertTrue(heading(page).contains("55.0"), "of the policy that is returned");
    assertTrue(text(page).contains("Training is complete: 3 iterations, 36 training episodes"));
    assertTrue(text(page).contains("The policy is that of iteration 2"));
  }

  @Test
  void withoutHeldOutEpisodesTheHeadlineIsTheTrainingCost() throws Exception {
    HtmlReport report = HtmlReport.to(file());
    Document page = page(report, Reports.untested(1, 120), Reports.untested(2, 32.64));
    assertEquals(
        "An episode costs 32.6 on average; in the first iteration it was 120.", heading(page));
    List<String> charts = elements(page, "h3").stream().map(Element::getTextContent).toList();
    assertFalse(charts.contains("Success"), charts::toString);
    assertTrue(charts.contains("Cost of an episode"), charts::toString);
  }

  @Test
  void thePageIsThereFromTheStartAndWholeAfterEveryIteration() throws Exception {
    HtmlReport report = HtmlReport.to(file());
    report.onStart(OPTIONS, List.of());
    assertTrue(heading(parse(file())).contains("first iteration is under way"));
    for (int i = 1; i <= 3; i++) {
      report.onIteration(Reports.iteration(i), Reports.POLICY);
      Element table = withClass(parse(file()), "table", "iterations").get(0);
      assertEquals(i + 1, table.getElementsByTagName("tr").getLength());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file()), files.toList());
    }
  }

  @Test
  void aRunThatGoesOnShowsItsEarlierIterationsToo() throws Exception {
    HtmlReport report = HtmlReport.to(file());
    report.onStart(OPTIONS, List.of(Reports.iteration(1), Reports.iteration(2)));
    report.onIteration(Reports.iteration(3), Reports.POLICY);
    Element table = withClass(parse(file()), "table", "iterations").get(0);
    assertEquals(4, table.getElementsByTagName("tr").getLength());
  }

  @Test
  void nothingThatItIsToldBecomesMarkup() throws Exception {
    String hostile = "<script>alert('1')</script> & \" ]]> \u0000\u001b[31m\uD800";
    HtmlReport report =
        HtmlReport.builder(file())
            .title(hostile)
            .description(hostile)
            .distanceUnit(hostile)
            .nextStep(hostile, hostile)
            .build();
    report.showEpisodes(hostile, List.of(new HtmlReport.Picture(new byte[] {1, 2}, hostile, true)));
    Document page = page(report, Reports.noted(1, Map.of(), hostile));
    report.onFailure(new TrainingException(hostile));
    page = parse(file());
    assertEquals(0, page.getElementsByTagName("script").getLength());
    String shown = "<script>alert('1')</script> & \" ]]> \uFFFD\uFFFD[31m";
    assertEquals(hostile.indexOf('&'), shown.indexOf('&'));
    long places = text(page).split(Pattern.quote(shown), -1).length - 1;
    assertTrue(places >= 7, places + " places");
  }

  @Test
  void nothingIsLoadedFromElsewhere() throws Exception {
    HtmlReport report = HtmlReport.to(file());
    report.showEpisodes("two", List.of(new HtmlReport.Picture(new byte[] {1, 2, 3}, "a", true)));
    Document page = page(report, Reports.iteration(1));
    for (Element element : elements(page, "*")) {
      assertFalse(List.of("script", "link", "iframe", "base").contains(element.getTagName()));
      for (String name : List.of("src", "href", "srcset", "action")) {
        String target = element.getAttribute(name);
        assertTrue(target.isEmpty() || target.startsWith("data:image/png;base64,"), target);
      }
    }
    String css = elements(page, "style").get(0).getTextContent();
    assertFalse(css.contains("url(") || css.contains("@import"), "style sheet loads something");
    assertTrue(css.matches("[^<>&]*"), "what the style sheet says must survive escaping");
    Element picture = elements(page, "img").get(0);
    assertTrue(picture.getAttribute("src").endsWith("AQID"), picture.getAttribute("src"));
    assertEquals("Episode 1: a", picture.getAttribute("alt"));
  }

  @Test
  void everyChartHasWordsForThoseWhoCannotSeeIt() throws Exception {
    Document page = page(HtmlReport.to(file()), Reports.iteration(1), Reports.iteration(2));
    List<Element> charts = withClass(page, "svg", "plot");
    assertEquals(6, charts.size());
    for (Element chart : charts) {
      assertEquals("img", chart.getAttribute("role"));
      assertTrue(chart.getAttribute("aria-label").length() > 20, chart.getAttribute("aria-label"));
    }
    assertEquals(
        "Success over training episodes: held-out 10.0\u202f% after 12 episodes, 55.0\u202f% after"
            + " 24.",
        charts.get(0).getAttribute("aria-label"));
  }

  private static List<String> charts(Document page) {
    return withClass(page, "svg", "plot").stream().map(c -> c.getAttribute("aria-label")).toList();
  }

  @Test
  void aFigureOfAnyIterationIsDrawnAndListed() throws Exception {
    Figure early = new Figure("early", "a", 2, "", "m");
    Figure both = new Figure("both", "a", 3, "", "m");
    Figure late = new Figure("late", "a", 4, "", "m");
    Document page =
        page(
            HtmlReport.to(file()),
            Reports.only(1, List.of(early, both)),
            Reports.only(2, List.of(both, late)));
    List<String> charts = charts(page);
    assertEquals(
        List.of(
            "Both over training episodes: a 3.00 after 1 episodes, 3.00 after 2.",
            "Late over training episodes: a 4.00 after 2 episodes, 4.00 after 2.",
            "Early over training episodes: a 2.00 after 1 episodes, 2.00 after 1."),
        charts.subList(charts.size() - 3, charts.size()));
    Element table = withClass(page, "table", "iterations").get(0);
    assertEquals(
        List.of("both, a", "late, a", "early, a"),
        headings(table).subList(6, 9).stream().map(Element::getTextContent).toList());
  }

  @Test
  void aGroupOfManyFiguresIsDrawnByItsRange() throws Exception {
    List<Figure> nine =
        IntStream.rangeClosed(1, 9)
            .mapToObj(j -> new Figure("noise", "action " + j, (5 * j) % 9 + 1, "", "m"))
            .toList();
    List<String> charts = charts(page(HtmlReport.to(file()), Reports.only(1, nine)));
    assertEquals(
        "Noise over training episodes: largest 9.00 after 1 episodes, 9.00 after 1; median 5.00"
            + " after 1 episodes, 5.00 after 1; smallest 1.00 after 1 episodes, 1.00 after 1.",
        charts.get(charts.size() - 1));
  }

  @Test
  void numbersThatAreNotFiniteAreNamedAndNotDrawn() throws Exception {
    Document page =
        page(
            HtmlReport.to(file()),
            Reports.untested(1, 1e300),
            Reports.untested(2, Double.NaN),
            Reports.untested(3, Double.POSITIVE_INFINITY));
    assertTrue(text(page).contains("2 values are not finite and not drawn."), text(page));
    for (Element path : elements(page, "path")) {
      assertFalse(path.getAttribute("d").matches(".*(NaN|Infinity).*"), path.getAttribute("d"));
    }
    assertEquals(
        "An episode costs not finite on average; in the first iteration it was 10³⁰⁰.",
        heading(page));
  }

  @Test
  void fallbacksAreCountedOverIterationsAndNotableOnesStandApart() throws Exception {
    Document page =
        page(
            HtmlReport.to(file()),
            Reports.noted(1, Map.of(Fallback.ETA_RAISED, 3, Fallback.EPISODE_REPEATED, 1)),
            Reports.noted(2, Map.of(Fallback.ETA_RAISED, 4), "a sentence"),
            Reports.noted(3, Map.of()),
            Reports.noted(4, Map.of(Fallback.ETA_RAISED, 1)));
    List<Element> lists = withClass(page, "ul", "fallbacks");
    assertEquals(2, lists.size());
    assertTrue(
        lists.get(0).getTextContent().startsWith("1 episodes failed and were repeated"),
        lists.get(0).getTextContent());
    String others = lists.get(1).getTextContent();
    assertTrue(others.startsWith("8 local policies needed a larger eta"), others);
    assertTrue(others.contains("Iterations 1, 2, 4. What to do: "), others);
    assertTrue(text(page).contains("Iteration 2 a sentence"), text(page));
  }

  @Test
  void optionsThatDifferFromTheDefaultAreMarked() throws Exception {
    Document page = page(HtmlReport.to(file()), Reports.iteration(1));
    List<String> marked = elements(page, "mark").stream().map(Element::getTextContent).toList();
    assertEquals(List.of("3", "7"), marked);
    String table = withClass(page, "table", "options").get(0).getTextContent();
    assertTrue(table.contains("models.clustering" + "k-means" + "k-means"), table);
    assertTrue(text(page).contains("2 differ from the default"), text(page));
  }

  @Test
  void anInterruptedThreadWritesItsLastPage() throws Exception {
    HtmlReport report = HtmlReport.to(file());
    page(report, Reports.iteration(1));
    Thread.currentThread().interrupt();
    report.onEnd(
        new TrainingResult(
            Reports.POLICY,
            1,
            List.of(Reports.iteration(1)),
            OPTIONS,
            TrainingResult.Ending.CANCELLED));
    assertTrue(Thread.interrupted());
    assertTrue(text(parse(file())).contains("Training was ended early, after 1 of 3 iterations"));
  }

  @Test
  void aFailureIsTold() throws Exception {
    HtmlReport report = HtmlReport.to(file());
    page(report, Reports.iteration(1));
    report.onFailure(new TrainingException("iteration 2: the table broke"));
    String text = text(parse(file()));
    assertTrue(text.contains("Training failed after 1 of 3 iterations"), text);
    assertTrue(text.contains("iteration 2: the table broke"), text);
  }

  @Test
  void aPageThatCannotBeWrittenDisturbsNothingAndIsWrittenLater() throws Exception {
    Path blocked = folder.resolve("blocked");
    Files.writeString(blocked, "a file where a folder is wanted");
    HtmlReport report = HtmlReport.to(blocked.resolve("report.html"));
    report.onStart(OPTIONS, List.of());
    report.onIteration(Reports.iteration(1), Reports.POLICY);
    Files.delete(blocked);
    report.onIteration(Reports.iteration(2), Reports.POLICY);
    assertTrue(heading(parse(blocked.resolve("report.html"))).contains("55.0"));
  }

  @Test
  void aLongTrainingStaysAPageOfReasonableSize() throws IOException {
    HtmlReport report = HtmlReport.to(file());
    List<IterationReport> history =
        IntStream.rangeClosed(1, 1000).mapToObj(Reports::iteration).toList();
    report.onStart(OPTIONS.with(o -> o.iterations = 1001), history);
    report.onIteration(Reports.iteration(1001), Reports.POLICY);
    assertTrue(Files.size(file()) < 2_000_000, Files.size(file()) + " bytes");
  }
}
