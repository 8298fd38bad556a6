package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    @TempDir
    Path folder;

    @Test
    void writesAReportThatStandsAlone() throws IOException {
        Path report = folder.resolve("deep/report");
        Cli.Result r = Cli.run("demo", "--quick", "-o", report, "--json");
        assertThat(r.code()).as(r.err()).isZero();
        Map<String, Object> o = r.json();
        assertThat(o).containsEntry("rows", 3000L).containsKeys("test", "validation", "conclusion", "seconds");
        assertThat((List<?>) o.get("conclusion")).isNotEmpty();
        String page = Files.readString(report.resolve("index.html"));
        assertThat(page)
                .contains("Gaussian mixture", "standard error", "GeoNames")
                .doesNotContain("http");
        Matcher m = Pattern.compile("src=\"([^\"]+)\"").matcher(page);
        int pictures = 0;
        while (m.find()) {
            assertThat(ImageIO.read(report.resolve(m.group(1)).toFile()).getWidth())
                    .isGreaterThan(600);
            pictures++;
        }
        assertThat(pictures).isEqualTo(6);
        assertThat(Cli.run("score", report.resolve("model.cwm"), report.resolve("us-postal-codes.csv.gz"), "--json")
                        .json())
                .containsEntry("rows", 33109L);
    }
}
