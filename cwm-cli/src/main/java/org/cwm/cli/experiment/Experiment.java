package org.cwm.cli.experiment;

import java.io.IOException;

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
     * The command line that runs it again.
     *
     * @param lab how it was run
     * @return for the page
     */
    default String command(Lab lab) {
        return "cwm experiment " + name() + (lab.quick() ? " --quick" : "") + " --seed " + lab.seed() + " "
                + lab.data().name();
    }

    /**
     * Runs all cells and says what came out.
     *
     * @param lab data, settings and where cells are kept
     * @return the outcome
     * @throws IOException if the folder can't be read or written
     */
    Outcome run(Lab lab) throws IOException;
}
