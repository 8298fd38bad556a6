package org.cwm.cli;

import java.util.Map;
import org.cwm.io.Json;
import picocli.CommandLine.Option;

/** Asks for machine-readable results. */
final class JsonOption {

    @Option(names = "--json", description = "Print one JSON object on standard output and nothing else.")
    boolean json;

    /** Prints the object, if it was asked for. */
    void print(Terminal terminal, Map<String, ?> object) {
        if (json) {
            terminal.out().println(Json.write(object));
            terminal.out().flush();
        }
    }
}
