package org.cwm.bench.jmh;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cwm.bench.limits.PeakFma;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs benchmarks and prints a table: median time, what a user counts a second, GFLOP/s, the fraction of the peak of
 * the same number of threads measured just before, bytes allocated an operation. The work is counted as if nothing were
 * skipped, so a program that skips work may pass 100%.
 */
public final class Report {
    private Report() {}

    /**
     * Runs benchmarks.
     *
     * @param args where JMH's JSON goes, then options of JMH, such as a regular expression for the benchmarks
     * @throws IOException if the results can't be written
     * @throws RunnerException if JMH fails
     */
    public static void main(String[] args) throws IOException, RunnerException {
        try {
            run(args);
        } catch (CommandLineOptionException | NoBenchmarksException e) {
            String why = e instanceof NoBenchmarksException ? "no benchmark has that name" : e.getMessage();
            System.err.println("bench/measure: " + why + "; 'bench/measure --help' tells what there is");
            System.exit(2);
        }
    }

    private static void run(String[] args) throws IOException, RunnerException, CommandLineOptionException {
        if (args.length == 0) {
            throw new CommandLineOptionException("FILE.json is missing");
        }
        Path json = Path.of(args[0]).toAbsolutePath();
        CommandLineOptions asked =
                new CommandLineOptions(List.of(args).subList(1, args.length).toArray(new String[0]));
        Files.createDirectories(json.resolveSibling("."));
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(asked)
                        .addProfiler(GCProfiler.class)
                        .output(json + ".log")
                        .shouldFailOnError(true)
                        .build())
                .run();
        try (PrintStream out = new PrintStream(Files.newOutputStream(json), false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
        }
        print(results);
    }

    private static void print(Collection<RunResult> results) {
        Map<Integer, Double> peaks = new TreeMap<>();
        List<RunResult> sorted = new ArrayList<>(results);
        sorted.sort(Comparator.comparing(r -> r.getParams().id()));
        for (RunResult r : sorted) {
            peaks.computeIfAbsent(
                    Work.of(r.getParams()).threads(), n -> PeakFma.gigaflops(n).median());
        }
        System.out.println("Java " + Runtime.version());
        peaks.forEach((threads, peak) ->
                System.out.printf(Locale.ROOT, "Peak of multiply-adds, threads = %d: %.1f GFLOP/s%n", threads, peak));
        System.out.println("| benchmark | time | spread | throughput | GFLOP/s | of the peak | B/op |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|");
        for (RunResult r : sorted) {
            System.out.println(row(r, peaks));
        }
    }

    private static String row(RunResult r, Map<Integer, Double> peaks) {
        BenchmarkParams p = r.getParams();
        Work work = Work.of(p);
        Result<?> time = r.getPrimaryResult();
        double toSeconds = p.getTimeUnit().toNanos(1) * 1e-9;
        var s = time.getStatistics();
        double seconds = s.getPercentile(50) * toSeconds;
        double spread = (s.getMax() - s.getMin()) / s.getPercentile(50);
        double gigaflops = work.operations() / seconds * 1e-9;
        double peak = peaks.getOrDefault(work.threads(), Double.NaN) / (work.doubles() ? 2 : 1);
        Result<?> bytes = r.getSecondaryResults().get("gc.alloc.rate.norm");
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.0f%% | %s %ss/s | %.1f | %.0f%% | %s |",
                name(p),
                time(seconds),
                100 * spread,
                count(work.items() / seconds),
                work.item(),
                gigaflops,
                100 * gigaflops / peak,
                bytes == null ? "" : count(bytes.getScore()));
    }

    private static String name(BenchmarkParams p) {
        String full = p.getBenchmark();
        StringBuilder out = new StringBuilder(full.substring(full.lastIndexOf('.', full.lastIndexOf('.') - 1) + 1));
        for (String key : p.getParamsKeys()) {
            out.append(' ').append(key).append('=').append(p.getParam(key));
        }
        return out.toString();
    }

    /** Returns a time with three digits and its unit. */
    static String time(double seconds) {
        if (seconds < 1e-6) {
            return digits(seconds * 1e9) + " ns";
        }
        return seconds < 1e-3
                ? digits(seconds * 1e6) + " \u00b5s"
                : seconds < 1 ? digits(seconds * 1e3) + " ms" : digits(seconds) + " s";
    }

    /** Returns a number with three digits and a letter for its thousands. */
    static String count(double x) {
        if (x < 1e3) {
            return digits(x);
        }
        return x < 1e6 ? digits(x / 1e3) + " k" : x < 1e9 ? digits(x / 1e6) + " M" : digits(x / 1e9) + " G";
    }

    private static String digits(double x) {
        return String.format(Locale.ROOT, x < 10 ? "%.2f" : x < 100 ? "%.1f" : "%.0f", x);
    }
}
