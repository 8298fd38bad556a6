package org.cwm.cli.experiment;

import java.util.List;
import org.cwm.cli.report.HtmlPage.Figure;

/**
 * What came of an experiment.
 *
 * @param question what was asked, one paragraph
 * @param setting what was read and how much of it, whole sentences; seed and setting are added
 * @param conclusions what the figures say, made from them
 * @param table the figures
 * @param more further tables under headings of their own
 * @param figures pictures that lie in the folder
 * @param notes what a reader should know about how it was measured
 */
public record Outcome(
        String question,
        String setting,
        List<String> conclusions,
        ResultTable table,
        List<Section> more,
        List<Figure> figures,
        List<String> notes) {

    /**
     * A further table.
     *
     * @param key for machines
     * @param heading for people
     * @param table its figures
     */
    public record Section(String key, String heading, ResultTable table) {}

    /**
     * With one table.
     *
     * @param question what was asked, one paragraph
     * @param setting what was read and how much of it
     * @param conclusions what the figures say
     * @param table the figures
     * @param figures pictures that lie in the folder
     * @param notes what a reader should know about how it was measured
     */
    public Outcome(
            String question,
            String setting,
            List<String> conclusions,
            ResultTable table,
            List<Figure> figures,
            List<String> notes) {
        this(question, setting, conclusions, table, List.of(), figures, notes);
    }
}
