package org.cwm.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cwm.io.Json;
import org.cwm.random.RandomStream;

/** Runs the command in this process and keeps what it says. */
final class Cli {

    /** What came of a command line. */
    record Result(int code, String out, String err) {

        /** Standard output as the one JSON object that it must be. */
        @SuppressWarnings("unchecked")
        Map<String, Object> json() {
            return (Map<String, Object>) Json.parse(out);
        }
    }

    private Cli() {}

    static Result run(Object... args) {
        return run(false, args);
    }

    static Result run(boolean interactive, Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] line = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            line[i] = String.valueOf(args[i]);
        }
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                interactive);
        int code = Main.run(terminal, line);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The options that make a fit of a small table take a moment. */
    static Object[] quick(Object... more) {
        List<Object> all = new ArrayList<>(List.of(more));
        all.addAll(List.of("--components", 2, "--classifier", "4", "--epochs", 4, "--threads", 1));
        return all.toArray();
    }

    /** Rows around two places, in columns a, b, ... of different size; reproducible. */
    static Path table(Path folder, String name, int rows, int columns) {
        RandomStream random = RandomStream.of(7);
        StringBuilder text = new StringBuilder();
        for (int j = 0; j < columns; j++) {
            text.append(j == 0 ? "" : ",").append((char) ('a' + j));
        }
        text.append('\n');
        for (int i = 0; i < rows; i++) {
            double centre = random.nextDouble() < 0.5 ? -2 : 2;
            for (int j = 0; j < columns; j++) {
                text.append(j == 0 ? "" : ",").append((j + 1) * (centre + random.nextGaussian()));
            }
            text.append('\n');
        }
        return write(folder.resolve(name), text.toString());
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A fitted model of so many columns. */
    static Path model(Path folder, int columns) {
        Path model = folder.resolve("model" + columns + ".cwm");
        Path data = table(folder, "data" + columns + ".csv", 300, columns);
        Result r = run(quick("fit", data, "-o", model, "--quiet"));
        if (r.code() != 0 && r.code() != ExitCode.NOT_CONVERGED) {
            throw new IllegalStateException(r.err());
        }
        return model;
    }
}
