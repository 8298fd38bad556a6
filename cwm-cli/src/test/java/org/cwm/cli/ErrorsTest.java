package org.cwm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.cwm.variational.TargetException;
import org.cwm.variational.TargetException.Cause;
import org.junit.jupiter.api.Test;

class ErrorsTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int report(Throwable e) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Errors(new Terminal(stream, stream, false), new TalkOptions()).report(e);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void targetThatCannotBeWorkedWith() {
        assertThat(report(new TargetException(Cause.IMPROPER, "no integral"))).isEqualTo(ExitCode.UNUSABLE);
        assertThat(said()).isEqualTo("cwm: no integral");
    }

    @Test
    void targetTooSlow() {
        assertThat(report(new TargetException(
                        Cause.TOO_SLOW, "the target is too slow for the time limit: 1.0 s did not do")))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(said()).isEqualTo("cwm: the time limit was too short: 1.0 s did not do");
    }

    @Test
    void faultOfTheProgram() {
        assertThat(report(new IllegalStateException("oh"))).isEqualTo(ExitCode.INTERNAL);
        assertThat(said()).startsWith("cwm: unexpected error: oh");
    }
}
