package org.cwm.cli.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A page of headings, text, tables and pictures. It needs nothing from the network; its pictures lie beside it. */
public final class HtmlPage {

    private static final String CSS = """
            :root { color-scheme: light; }
            * { box-sizing: border-box; }
            body { margin: 0; background: #f4f5f7; color: #222b38;
              font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
            main { max-width: 1120px; margin: 0 auto; padding: 48px 24px 64px; }
            h1 { font-size: 32px; line-height: 1.2; margin: 0 0 8px; letter-spacing: -0.01em; }
            h2 { font-size: 21px; margin: 48px 0 8px; }
            p { margin: 0 0 14px; max-width: 76ch; }
            .lead { font-size: 18px; color: #465160; }
            .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 16px;
              margin: 28px 0 8px; }
            .card { background: #fff; border: 1px solid #e3e6eb; border-radius: 10px; padding: 16px 20px; }
            .card b { display: block; font-size: 26px; line-height: 1.25; font-variant-numeric: tabular-nums; }
            .card span { color: #5b6675; font-size: 14px; }
            .row { display: grid; grid-template-columns: repeat(auto-fit, minmax(440px, 1fr)); gap: 20px;
              margin: 16px 0; }
            figure { margin: 0; background: #fff; border: 1px solid #e3e6eb; border-radius: 10px; padding: 14px; }
            figure.wide { grid-column: 1 / -1; }
            figure img { width: 100%; height: auto; display: block; }
            figcaption { color: #5b6675; font-size: 14px; line-height: 1.5; padding: 10px 6px 2px; }
            table { border-collapse: collapse; background: #fff; border: 1px solid #e3e6eb; margin: 12px 0 16px;
              display: block; width: fit-content; max-width: 100%; overflow-x: auto;
              font-size: 15px; font-variant-numeric: tabular-nums; }
            th, td { padding: 8px 10px; text-align: left; border-bottom: 1px solid #e3e6eb; }
            th { background: #fafbfc; font-size: 14px; font-weight: 600; }
            td + td, th + th { text-align: right; }
            td.text, th.text { text-align: left; }
            td.short, th.short { white-space: nowrap; }
            pre { background: #222b38; color: #eef1f5; border-radius: 10px; padding: 14px 18px; overflow-x: auto;
              font: 14px/1.6 ui-monospace, "DejaVu Sans Mono", monospace; }
            footer { margin-top: 48px; color: #5b6675; font-size: 14px; }
            @media (max-width: 520px) { .row { grid-template-columns: 1fr; } }
            """;

    /** Letters of a column of words that are not broken over lines. */
    private static final int LONGEST_LINE = 28;

    private final String title;
    private final StringBuilder body = new StringBuilder();

    /**
     * An empty page.
     *
     * @param title of the page, also its first heading
     */
    public HtmlPage(String title) {
        this.title = title;
        element("h1", title);
    }

    /**
     * A picture with words below it.
     *
     * @param file beside the page
     * @param description for those who can't see it
     * @param caption below it
     * @param wide whether it takes the whole width of the page
     */
    public record Figure(String file, String description, String caption, boolean wide) {

        /**
         * A picture that may stand beside another.
         *
         * @param file beside the page
         * @param description for those who can't see it
         * @param caption below it
         */
        public Figure(String file, String description, String caption) {
            this(file, description, caption, false);
        }
    }

    /**
     * A number that stands out, with a word on what it is.
     *
     * @param number in large letters
     * @param meaning in small letters
     */
    public record Card(String number, String meaning) {}

    private void element(String name, String text) {
        body.append('<').append(name).append('>').append(escape(text));
        body.append("</").append(name).append(">\n");
    }

    /**
     * Adds a heading.
     *
     * @param text its words
     * @return this page
     */
    public HtmlPage heading(String text) {
        element("h2", text);
        return this;
    }

    /**
     * Adds the paragraph that opens the page.
     *
     * @param text its words
     * @return this page
     */
    public HtmlPage lead(String text) {
        body.append("<p class=\"lead\">").append(escape(text)).append("</p>\n");
        return this;
    }

    /**
     * Adds a paragraph.
     *
     * @param text its words
     * @return this page
     */
    public HtmlPage paragraph(String text) {
        element("p", text);
        return this;
    }

    /**
     * Adds lines of a terminal.
     *
     * @param text one or more lines
     * @return this page
     */
    public HtmlPage code(String text) {
        element("pre", text);
        return this;
    }

    /**
     * Adds numbers beside each other.
     *
     * @param cards the numbers
     * @return this page
     */
    public HtmlPage cards(Card... cards) {
        body.append("<div class=\"cards\">\n");
        for (Card c : cards) {
            body.append("<div class=\"card\"><b>").append(escape(c.number())).append("</b><span>");
            body.append(escape(c.meaning())).append("</span></div>\n");
        }
        body.append("</div>\n");
        return this;
    }

    /**
     * Adds pictures, beside each other where there is room.
     *
     * @param figures the pictures
     * @return this page
     */
    public HtmlPage figures(Figure... figures) {
        body.append("<div class=\"row\">\n");
        for (Figure f : figures) {
            body.append(f.wide() ? "<figure class=\"wide\">" : "<figure>");
            body.append("<a href=\"").append(escape(f.file())).append("\"><img src=\"");
            body.append(escape(f.file())).append("\" alt=\"").append(escape(f.description()));
            body.append("\"></a><figcaption>").append(escape(f.caption())).append("</figcaption></figure>\n");
        }
        body.append("</div>\n");
        return this;
    }

    /**
     * Adds a table; columns of words are set to the left, of numbers to the right.
     *
     * @param header its first row
     * @param rows its other rows
     * @return this page
     */
    public HtmlPage table(List<String> header, List<List<String>> rows) {
        List<String> kinds = new ArrayList<>();
        for (int j = 0; j < header.size(); j++) {
            int column = j;
            kinds.add(kind(rows.stream().map(r -> r.get(column)).toList()));
        }
        body.append("<table>\n");
        row("th", header, kinds);
        rows.forEach(r -> row("td", r, kinds));
        body.append("</table>\n");
        return this;
    }

    /** The class of a column's cells: none for numbers, dashes and marks. */
    private static String kind(List<String> cells) {
        if (cells.stream().noneMatch(c -> c.matches("\\p{L}.*\\p{L}.*"))) {
            return "";
        }
        boolean brief = cells.stream().mapToInt(String::length).max().orElse(0) <= LONGEST_LINE;
        return brief ? " class=\"text short\"" : " class=\"text\"";
    }

    private void row(String cell, List<String> values, List<String> kinds) {
        body.append("<tr>");
        for (int j = 0; j < values.size(); j++) {
            body.append('<').append(cell).append(kinds.get(j)).append('>').append(escape(values.get(j)));
            body.append("</").append(cell).append('>');
        }
        body.append("</tr>\n");
    }

    /**
     * Adds the last lines of the page.
     *
     * @param text their words
     * @return this page
     */
    public HtmlPage footer(String text) {
        element("footer", text);
        return this;
    }

    /**
     * Writes the page.
     *
     * @param out is not closed
     * @throws IOException if writing fails
     */
    public void write(OutputStream out) throws IOException {
        out.write(html().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The page.
     *
     * @return HTML
     */
    public String html() {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escape(title)
                + "</title>\n<style>\n" + CSS + "</style>\n</head>\n<body>\n<main>\n" + body
                + "</main>\n</body>\n</html>\n";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
