package org.cwm.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.cwm.bench.limits.PeakFma;
import org.cwm.bench.limits.Rate;
import org.cwm.kernel.Backend;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests on standard input, one a line, fields separated by tabs: {@code tasks}, {@code load KIND FOLDER},
 * {@code parity FOLDER}, {@code time TASK VARIANT REPEATS}, {@code peak}, {@code quit}. Answers are {@code ok FIELD...} or
 * {@code error MESSAGE}; {@code time} answers with seconds.
 */
public final class PeersWorker {
    private static final int DRAWS = 100_000;

    private final int threads;
    private @Nullable MixtureJobs mixture;
    private @Nullable GaussianJobs gaussian;

    private PeersWorker(int threads) {
        this.threads = threads;
    }

    /**
     * Serves until {@code quit} or the end of the input.
     *
     * @param args number of threads
     * @throws IOException if standard input can't be read
     */
    public static void main(String[] args) throws IOException {
        PeersWorker worker = new PeersWorker(Integer.parseInt(args[0]));
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null && !line.equals("quit"); line = requests.readLine()) {
            String answer;
            try {
                answer = "ok" + worker.answer(line.split("\t", -1));
            } catch (IOException | RuntimeException e) {
                answer = "error\t" + e.toString().replaceAll("\\s+", " ");
            }
            answers.println(answer);
        }
    }

    private String answer(String[] request) throws IOException {
        return switch (request[0]) {
            case "tasks" ->
                String.format(
                        Locale.ROOT,
                        "\tcwm (Java %s, %s)\tstep=-\tepoch=roulette,dense\tscore=-\tsample=-\tem=-\tmixture-score=-"
                                + "\tmixture-sample=-",
                        Runtime.version().feature(),
                        Backend.get().kernels().name());
            case "load" -> load(request[1], new ProblemFolder(Path.of(request[2])));
            case "parity" -> parity(Files.createDirectories(Path.of(request[1])));
            case "time" -> {
                StringBuilder out = new StringBuilder();
                for (int i = Integer.parseInt(request[3]); i > 0; i--) {
                    out.append('\t').append(seconds(request[1], request[2]));
                }
                yield out.toString();
            }
            case "peak" -> {
                Rate peak = PeakFma.gigaflops(threads);
                yield "\t" + peak.least() + "\t" + peak.median() + "\t" + peak.most();
            }
            default -> throw new IllegalArgumentException("unknown request " + request[0]);
        };
    }

    private String parity(Path folder) throws IOException {
        if (mixture != null) {
            mixture.writeParity(folder);
        } else {
            gaussian().writeParity(folder);
        }
        return "";
    }

    private String load(String kind, ProblemFolder problem) throws IOException {
        if (mixture != null) {
            mixture.close();
            mixture = null;
        }
        gaussian = null;
        if (kind.equals("mixture")) {
            mixture = new MixtureJobs(problem, threads);
        } else {
            gaussian = new GaussianJobs(problem, threads);
        }
        return "";
    }

    private double seconds(String task, String variant) {
        if (task.equals("em")) {
            return gaussian().emSeconds();
        }
        long begin = System.nanoTime();
        switch (task) {
            case "step" -> mixture().step();
            case "epoch" -> mixture().epoch(variant.equals("roulette"));
            case "score" -> mixture().score();
            case "sample" -> mixture().sample(DRAWS);
            case "mixture-score" -> gaussian().score();
            case "mixture-sample" -> gaussian().sample(DRAWS);
            default -> throw new IllegalArgumentException("unknown task " + task);
        }
        return (System.nanoTime() - begin) * 1e-9;
    }

    private MixtureJobs mixture() {
        if (mixture == null) {
            throw new IllegalStateException("no mixture is loaded");
        }
        return mixture;
    }

    private GaussianJobs gaussian() {
        if (gaussian == null) {
            throw new IllegalStateException("no Gaussian mixture is loaded");
        }
        return gaussian;
    }
}
