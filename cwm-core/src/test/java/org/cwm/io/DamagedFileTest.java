package org.cwm.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.cwm.fit.FittedModel;
import org.cwm.kernel.Activation;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that must be refused, each with a reason. */
class DamagedFileTest {

    private static final byte[] SMALL = ModelFile.bytes(Models.model(true, 2, 2, Activation.SINE, 3));

    private static void assertRefused(byte[] file, String reason) {
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("model: ")
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> ModelFile.read(new ByteArrayInputStream(file)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith("model: ");
    }

    private static boolean isRefused(byte[] file) {
        try {
            ModelFile.read(file);
            return false;
        } catch (ModelFileException e) {
            return true;
        }
    }

    @Test
    void theSmallFileIsRead() throws Exception {
        assertThat(ModelFile.read(SMALL).mixture().components()).isEqualTo(2);
        assertThat(ModelFile.read(Forge.open(SMALL).close()).mixture().components())
                .isEqualTo(2);
        assertThat(Forge.open(SMALL).close()).isEqualTo(SMALL);
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        for (int n = 0; n < SMALL.length; n++) {
            byte[] cut = Arrays.copyOf(SMALL, n);
            assertThat(isRefused(cut)).as("%d bytes", n).isTrue();
            assertThatThrownBy(() -> ModelFile.read(new ByteArrayInputStream(cut)))
                    .isInstanceOf(ModelFileException.class);
        }
    }

    @Test
    void everyFlippedBitOfASmallFileIsRefused() {
        for (int bit = 0; bit < 8 * SMALL.length; bit++) {
            byte[] file = SMALL.clone();
            file[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(isRefused(file)).as("bit %d", bit).isTrue();
        }
    }

    @Test
    void flippedBitsOfALargerFileAreRefused() {
        byte[] large = ModelFile.bytes(Models.model(true, 3, 50, Activation.SINE, 64, 64));
        RandomStream random = RandomStream.of(5);
        for (int i = 0; i < 500; i++) {
            int bit = random.nextInt(8 * large.length);
            byte[] file = large.clone();
            file[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(isRefused(file)).as("bit %d", bit).isTrue();
        }
    }

    @Test
    void ensemblesAreReadStrictly() {
        FittedModel two = Models.model(true, 2, 2, Activation.SINE, 3);
        Forge file = Forge.open(ModelFile.bytes(Models.ensemble(two, two)));
        assertRefused(file.replace("member.1.maps.mean", "member.2.maps.mean").close(), "parameters");
        assertRefused(file.replace("member.1.maps.lower", "member.1.maps.upper").close(), "tensor 'maps.upper'");
        assertRefused(
                file.replace("{\\\"members\\\":[", "{\\\"more\\\":1,\\\"members\\\":[")
                        .close(),
                "unknown");
        assertRefused(file.replace("{\\\"members\\\":[", "{\\\"members\\\":[3,").close(), "must be an object");
    }

    @Test
    void bytesBehindTheEndAreRefused() {
        byte[] longer = Arrays.copyOf(SMALL, SMALL.length + 1);
        assertRefused(longer, "the tensors take");
        assertThatThrownBy(() -> ModelFile.read(new ByteArrayInputStream(longer)))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("bytes behind the last tensor");
    }

    @Test
    void otherFilesAreRefused() {
        assertRefused("x,y\n1,2\n3,4\n".getBytes(StandardCharsets.US_ASCII), "not a cwm file");
        assertRefused(new byte[1000], "not a cwm file");
        String foreign = "{\"__metadata__\":{\"format\":\"pt\"},\"w\":{\"dtype\":\"F32\",\"shape\":[0],"
                + "\"data_offsets\":[0,0]}}" + " ".repeat(100);
        assertRefused(
                Forge.concatenate(
                        length(foreign.length() / 8 * 8),
                        foreign.substring(0, foreign.length() / 8 * 8).getBytes(StandardCharsets.US_ASCII)),
                "no 'cwm.format' in its metadata: not a cwm file");
    }

    private static byte[] length(long n) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(n).array();
    }

    @ParameterizedTest
    @CsvSource({
        "16777224, false",
        "1152921504606846976, false",
        "-8, false",
        "9223372036854775807, false",
        "16777216, true"
    })
    void statedHeaderLengthsTakeNoMemory(long n, boolean shortFile) {
        byte[] file = Forge.concatenate(length(n), SMALL);
        assertTimeoutPreemptively(
                Duration.ofSeconds(2), () -> assertRefused(file, shortFile ? "cut short" : "not a cwm file"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"cwm.format\":\"1\"|\"cwm.format\":\"2\"|format '2', this version reads '1'",
                "\"cwm.kind\":\"model\"|\"cwm.kind\":\"checkpoint\"|holds a 'checkpoint', not a 'model'",
                "\"cwm.kind\":\"model\",|''|holds a 'null'",
                "cwm.golden|cwm.silver|unknown 'cwm.silver'",
                "\"cwm.format\":\"1\"|\"cwm.format\":\"1\",\"cwm.more\":\"{}\"|unknown 'cwm.more'",
                "\"cwm.format\":\"1\"|\"cwm.format\":1|'cwm.format' must be a string",
                "\"cwm.format\":\"1\"|\"cwm.format\":\"1\",\"cwm.format\":\"1\"|occurs twice",
                "\\\"base\\\":\\\"standard-normal\\\"|\\\"base\\\":\\\"cauchy\\\"|unknown base 'cauchy'",
                "lower-triangular|coupling|unknown maps 'coupling'",
                "lower-triangular|location-scale|its parameters are not as many",
                "\\\"mlp\\\"|\\\"constant\\\"|unknown [hidden, activation]",
                "\\\"mlp\\\"|\\\"forest\\\"|unknown classifier 'forest'",
                "\\\"sine\\\"|\\\"relu\\\"|unknown activation 'relu'",
                "\\\"sine\\\"|\\\"tanh\\\"|the model gives row 0 the log density",
                "\\\"hidden\\\":[3]|\\\"hidden\\\":[3,0]|hidden 0, must be at least 1",
                "\\\"hidden\\\":[3]|\\\"hidden\\\":[2147483647,2147483647,2147483647]|its parameters are not as many",
                "\\\"hidden\\\":[3]|\\\"hidden\\\":[2147483648]|must be an integer",
                "\\\"hidden\\\":[3]|\\\"hidden\\\":3|must be an array",
                "\\\"dimension\\\":2|\\\"dimension\\\":2147483647|its parameters are not as many",
                "\\\"dimension\\\":2|\\\"dimension\\\":0|dimension 0, must be at least 1",
                "\\\"components\\\":2|\\\"components\\\":-1|components -1, must be at least 1",
                "\\\"components\\\":2|\\\"components\\\":2147483647|its parameters are not as many",
                "\\\"components\\\":2,|''|'components' is missing",
                "\\\"kind\\\":\\\"real\\\"|\\\"kind\\\":\\\"complex\\\"|unknown kind 'complex'",
                "\\\"kind\\\":\\\"logit\\\"|\\\"kind\\\":\\\"probit\\\"|unknown kind 'probit'",
                "\\\"scale\\\":0.1|\\\"scale\\\":0.0|scale above 0",
                "\\\"scale\\\":0.1|\\\"scale\\\":0.11|the model gives row 0 the log density",
                "\\\"scale\\\":0.1|\\\"scale\\\":[]|'scale' must be a number",
                "\\\"margin\\\":0.01|\\\"margin\\\":0.5|margin 0.5",
                "\\\"columns\\\":[|\\\"columns\\\":[1,|must be an object",
                "\\\"step\\\":[0,2147483647]|\\\"step\\\":[0]|columns of different lengths",
                "\\\"rows\\\":900|\\\"rows\\\":1e3|'rows' must be an integer",
                "\\\"tolerance\\\":1.0E-4|\\\"tolerance\\\":1.0E9|tolerance",
                "\\\"tolerance\\\":1.0E-4|\\\"tolerance\\\":\\\"NaN\\\"|tolerance",
                "{\\\"rows\\\":[[|{\\\"rows\\\":[[1.0,|row 0 has 3 values, the model 2",
                "{\\\"rows\\\":[[|{\\\"rows\\\":[1,[|must hold arrays",
                "{\\\"rows\\\":[[|{\\\"rows\\\":[[0.5,0.5],[|9 rows and 8 densities",
                "\"calibration\":{\"dtype\":\"F64\"|\"calibration\":{\"dtype\":\"I64\"|the first tensor must be",
                "\"calibration\":|\"calibrations\":|the first tensor must be",
                "\"maps.mean\"|\"maps.median\"|tensor 'maps.median' F32 [2, 2], expected 'maps.mean' F32 [2, 2]",
                "[2,2],\"data_offsets\":[160,176]|[4,1],\"data_offsets\":[160,176]|expected 'maps.mean' F32 [2, 2]",
                "\"dtype\":\"F32\",\"shape\":[2,2]|\"dtype\":\"F16\",\"shape\":[2,2]|dtype 'F16'",
                "\"data_offsets\":[160,176]|\"data_offsets\":[160,180]|must be [160, 176]",
                "\"data_offsets\":[160,176]|\"data_offsets\":[156,172]|must be [160, 176]",
                "\"data_offsets\":[160,176]|\"data_offsets\":[164,180]|must be [160, 176]",
                "\"data_offsets\":[160,176]|\"data_offsets\":[160]|must be [160, 176]",
                "\"data_offsets\":[160,176]|\"data_offsets\":[160,176],\"strides\":[1]|unknown [strides]",
                "[2,2],\"data_offsets\":[160,176]|[-2,-2],\"data_offsets\":[160,176]|negative or too large",
                "[2,2],\"data_offsets\":[160,176]|[1152921504606846976],\"data_offsets\":[160,4611686018427388064]|large",
                "[2,2],\"data_offsets\":[160,176]|[4294967296,4294967297],\"data_offsets\":[160,176]|too large",
                "[2,2],\"data_offsets\":[160,176]|[400],\"data_offsets\":[160,1760]|the file is cut short",
                "[2,2],\"data_offsets\":[160,176]|[2,2.0],\"data_offsets\":[160,176]|must hold integers",
                "\"maps.mean\"|\"calibration\"|occurs twice",
            })
    void forgedHeadersAreRefused(String what, String by, String reason) {
        byte[] file = Forge.open(SMALL).replace(what, by).close();
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertRefused(file, reason));
    }

    @Test
    void theHashMustComeFirst() {
        Forge file = Forge.open(SMALL);
        assertRefused(
                file.replace("{\"cwm.sha256\"", "{ \"cwm.sha256\"").close(), "header does not begin with its SHA-256");
    }

    @Test
    void headersThatAreNotUtf8AreRefused() {
        byte[] file = SMALL.clone();
        file[8 + 120] = (byte) 0xC3;
        file[8 + 121] = ' ';
        assertRefused(file, "header: not UTF-8");
    }

    @Test
    void aMissingTensorIsRefused() {
        Forge file = Forge.open(SMALL);
        int start = file.header().indexOf(",\"classifier.1.bias\"");
        int end = file.header().indexOf('}', start) + 1;
        Forge without = file.replace(file.header().substring(start, end), "")
                .withData(Arrays.copyOf(file.data(), file.data().length - 8));
        assertRefused(without.close(), "its parameters are not as many as the tensors hold");
    }

    @Test
    void parametersThatAreNotFiniteAreRefused() {
        Forge file = Forge.open(SMALL);
        byte[] data = file.data();
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putFloat(164, Float.NaN);
        assertRefused(file.withData(data).close(), "maps.mean element 1 is NaN, must be finite");
    }

    @Test
    void otherParametersAreRefusedByTheGoldenRows() {
        Forge file = Forge.open(SMALL);
        byte[] data = file.data();
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putFloat(164, 0.5f);
        assertRefused(file.withData(data).close(), "cwm.golden: the model gives row 0 the log density");
    }

    @Test
    void aStreamIsReadNoFurtherThanItReaches() {
        // a header that promises 2 GB, and a stream that ends after a few bytes
        String header = Forge.open(SMALL)
                .replace(
                        "\"shape\":[20],\"data_offsets\":[0,160]",
                        "\"shape\":[260000000],\"data_offsets\":[0,2080000000]")
                .header();
        String text = header.substring(0, header.indexOf(",\"maps.mean\"")) + "}";
        byte[] file = new Forge(text, new byte[100]).close();
        InputStream in = new ByteArrayInputStream(file);
        assertThatThrownBy(() -> ModelFile.read(in))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("cut short within tensor 'calibration'");
    }

    @Test
    void messagesNameTheFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("broken.cwm");
        Files.write(file, Arrays.copyOf(SMALL, 700));
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageStartingWith(file + ": header of ")
                .hasMessageEndingWith("in a file of 700: cut short");
    }
}
