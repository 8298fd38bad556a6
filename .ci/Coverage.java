import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Prints the line coverage of one module from its coverage report: {@code java Coverage.java NAME CSV}. */
public final class Coverage {
    private Coverage() {}

    public static void main(String[] args) throws Exception {
        Path csv = Path.of(args[1]);
        if (!Files.exists(csv)) {
            System.out.println("Line coverage of " + args[0] + ": not measured");
            return;
        }
        long missed = 0;
        long covered = 0;
        for (String row : Files.readAllLines(csv).stream().skip(1).toList()) {
            // GROUP,PACKAGE,CLASS,INSTRUCTION_*2,BRANCH_*2,LINE_*2,...: counted from the end, as names may hold commas
            String[] cells = row.split(",");
            missed += Long.parseLong(cells[cells.length - 6]);
            covered += Long.parseLong(cells[cells.length - 5]);
        }
        long all = missed + covered;
        System.out.println(all == 0
                ? "Line coverage of " + args[0] + ": no lines"
                : String.format(
                        Locale.ROOT, "Line coverage of %s: %.1f%% (%d of %d lines)", args[0], 100.0 * covered / all, covered, all));
    }
}
