package org.cwm.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.cwm.kernel.Backend;
import org.cwm.kernel.Kernels;
import org.cwm.kernel.KernelsProvider;
import org.junit.jupiter.api.Test;

class VectorKernelsProviderTest {
    /** Prints the backend: run in a Java of its own. */
    static final class PrintBackend {
        private PrintBackend() {}

        public static void main(String[] args) {
            Backend backend = Backend.get();
            System.out.println(backend.kernels().name() + ": " + backend.reason());
        }
    }

    @Test
    void isFoundAndRunsHere() {
        KernelsProvider provider =
                ServiceLoader.load(KernelsProvider.class).iterator().next();
        assertThat(provider).isInstanceOf(VectorKernelsProvider.class);
        assertThat(provider.priority()).isPositive();
        assertThat(provider.obstacle()).isEmpty();
        Kernels kernels = provider.kernels();
        assertThat(kernels.lanes()).isEqualTo(VectorWidth.SPECIES.length());
        assertThat(kernels.name()).isEqualTo("vector-" + 32 * kernels.lanes());
        assertThat(Backend.get().kernels()).isInstanceOf(VectorKernels.class);
    }

    @Test
    void obeysTheForcedWidth() {
        String forced = System.getProperty(VectorWidth.PROPERTY);
        if (forced != null) {
            assertThat(VectorWidth.SPECIES.vectorBitSize()).isEqualTo(Integer.parseInt(forced));
        }
        assertThat(VectorWidth.floats("256", 128).vectorBitSize()).isEqualTo(256);
        assertThat(VectorWidth.floats(null, 256).vectorBitSize()).isEqualTo(256);
        assertThat(VectorWidth.floats(null, 2048).vectorBitSize()).isEqualTo(512);
        assertThat(VectorWidth.floats(null, 384).vectorBitSize()).isEqualTo(256);
        assertThatThrownBy(() -> VectorWidth.floats("1024", 512))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cwm.simd.bits: '1024', must be 128, 256 or 512");
    }

    @Test
    void saysWhatIsMissingWithoutTheModule() throws Exception {
        assertThat(backend()).contains("scalar: start Java with --add-modules jdk.incubator.vector");
    }

    @Test
    void refusesToRunWithoutFusedMultiplyAdd() throws Exception {
        assertThat(backend("--add-modules", "jdk.incubator.vector")).contains("vector-");
        String without = backend("--add-modules", "jdk.incubator.vector", "-XX:-UseFMA");
        // Machines whose Java always fuses ignore the option.
        if (!without.contains("vector-")) {
            assertThat(without).contains("scalar: this processor has no fused multiply-add");
        }
    }

    private static String backend(String... options) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java.util.List.of(options));
        command.addAll(java.util.List.of("-cp", System.getProperty("java.class.path"), PrintBackend.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
