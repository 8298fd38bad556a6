package org.cwm.cli.experiment;

import java.util.List;
import org.cwm.cli.report.HtmlPage.Figure;

/**
 * What came of an experiment.
 *
 * @param question what was asked, one paragraph
 * @param conclusions what the figures say, made from them
 * @param table the figures
 * @param figures pictures that lie in the folder
 * @param notes what a reader should know about how it was measured
 */
public record Outcome(
        String question, List<String> conclusions, ResultTable table, List<Figure> figures, List<String> notes) {}
