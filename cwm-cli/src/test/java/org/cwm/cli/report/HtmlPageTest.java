package org.cwm.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlPageTest {

    @Test
    void wordsAreEscaped() {
        String html = new HtmlPage("a < b")
                .lead("x & y")
                .heading("h")
                .paragraph("<script>")
                .code("\"q\"")
                .cards(new HtmlPage.Card("1", "one"))
                .figures(new HtmlPage.Figure("p.png", "alt \"text\"", "caption"))
                .table(List.of("k", "v"), List.of(List.of("a", "1")))
                .footer("end")
                .html();
        assertThat(html)
                .contains("<title>a &lt; b</title>", "x &amp; y", "&lt;script&gt;", "alt=\"alt &quot;text&quot;\"")
                .contains("<tr><th>k</th><th>v</th></tr>", "<tr><td>a</td><td>1</td></tr>", "src=\"p.png\"")
                .doesNotContain("<script");
    }
}
