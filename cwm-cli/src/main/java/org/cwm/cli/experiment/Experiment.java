package org.cwm.cli.experiment;

import java.io.IOException;
import java.util.List;

/** A question to the method, answered by a table. */
public interface Experiment {

    /**
     * Name for the command line.
     *
     * @return one word
     */
    String name();

    /**
     * Name for people.
     *
     * @return a headline
     */
    String title();

    /**
     * What it reads.
     *
     * @return any table or picture, unless it says otherwise
     */
    default Source source() {
        return Source.rows();
    }

    /**
     * Names of models of which some may be run without the others.
     *
     * @return none if it runs all that it has
     */
    default List<String> models() {
        return List.of();
    }

    /**
     * Reads the source, runs all cells and says what came out.
     *
     * @param lab source, settings and where cells are kept
     * @return the outcome
     * @throws IOException if the folder can't be read or written
     */
    Outcome run(Lab lab) throws IOException;
}
