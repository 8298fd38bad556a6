package org.cwm.variational.vae;

import java.util.Arrays;
import org.cwm.engine.TaskSums;
import org.cwm.engine.Workers;
import org.cwm.random.RandomStream;
import org.cwm.variational.Estimator;
import org.cwm.variational.EstimatorOptions;

/**
 * The ELBO of an auto-encoder, E_q [log p(x, z) - log q(z given x)] as a mean over images, with its gradient, and
 * importance-weighted bounds. Images are cut into fixed blocks and sums are added in order, so results do not depend on the
 * number of threads. For one caller.
 */
public final class VaeEngine {

    private final VaeArchitecture architecture;
    private final Workers workers;
    private final VaeProgram program;
    private final VaeTile[] tiles;
    private final TaskSums raw;
    private final float[] total;
    private final double[] sums = new double[TaskSums.MOST];

    /**
     * An engine; nothing is loaded yet.
     *
     * @param architecture sizes
     * @param workers who does it; not closed here
     */
    public VaeEngine(VaeArchitecture architecture, Workers workers) {
        this.architecture = architecture;
        this.workers = workers;
        program = new VaeProgram(architecture);
        tiles = new VaeTile[workers.threads()];
        for (int i = 0; i < tiles.length; i++) {
            tiles[i] = new VaeTile(program);
        }
        raw = new TaskSums(program.rawSize());
        total = new float[program.rawSize()];
    }

    /**
     * Takes over parameters.
     *
     * @param parameters in the order of {@link VaeArchitecture#layout}, not kept
     */
    public void load(float[] parameters) {
        program.load(parameters);
    }

    /**
     * An estimate of the mean ELBO of a batch and of its gradient, unbiased unless the estimator is biased. Base points and
     * components depend on {@code random} and on the place in the batch.
     *
     * @param images n x pixels values in [0, 1], row-major, not modified
     * @param rows row numbers of a batch, not modified
     * @param from first position in {@code rows}
     * @param to behind the last
     * @param draws base points an image, from 1 to 32; at least 2 for estimators with a baseline
     * @param options an estimator
     * @param random stream of this step, not advanced
     * @param gradient receives, in the order of the parameters, nats per unit
     * @return estimate of the ELBO in nats an image
     */
    public double gradient(
            float[] images,
            int[] rows,
            int from,
            int to,
            int draws,
            EstimatorOptions options,
            RandomStream random,
            float[] gradient) {
        check(draws, options, architecture.components());
        int size = VaeTile.ROWS / draws;
        int blocks = (to - from + size - 1) / size;
        int tasks = raw.begin(blocks);
        workers.run(tasks, (task, worker) -> {
            VaeTile tile = tiles[worker];
            double sum = 0;
            int end = TaskSums.first(task + 1, tasks, blocks);
            for (int block = TaskSums.first(task, tasks, blocks); block < end; block++) {
                int first = from + block * size;
                int count = Math.min(size, to - first);
                tile.encode(images, rows, first, count);
                RandomStream stream = random.split(block);
                sum += tile.addGradient(count, draws, streams(stream, count), stream, options, raw.of(task));
            }
            sums[task] = sum;
        });
        raw.add(workers, total);
        float scale = 1f / ((to - from) * draws);
        for (int i = 0; i < total.length; i++) {
            total[i] *= scale;
        }
        program.finish(total, gradient);
        double sum = 0;
        for (int t = 0; t < tasks; t++) {
            sum += sums[t];
        }
        return sum / ((double) (to - from) * draws);
    }

    /**
     * How often the decoder was asked.
     *
     * @return points z that went through it so far
     */
    public long evaluations() {
        return Arrays.stream(tiles).mapToLong(VaeTile::evaluations).sum();
    }

    /**
     * Refuses numbers of draws that leave a baseline without other draws, or that do not fit.
     *
     * @param draws base points an image
     * @param options an estimator
     * @param components K
     */
    static void check(int draws, EstimatorOptions options, int components) {
        boolean whole = components == 1
                || options.estimator().biased()
                || options.estimator() == Estimator.RAO_BLACKWELL
                || options.estimator() == Estimator.RAO_BLACKWELL_PATH
                || (options.estimator() == Estimator.SUBSAMPLED_PATH && options.components() >= components);
        if (draws < (whole ? 1 : 2) || draws > VaeTile.ROWS) {
            throw new IllegalArgumentException("draws: " + draws + ", must be from " + (whole ? 1 : 2) + " to "
                    + VaeTile.ROWS + " with " + options.estimator());
        }
    }

    private static RandomStream[] streams(RandomStream stream, int count) {
        RandomStream[] all = new RandomStream[count];
        for (int i = 0; i < count; i++) {
            all[i] = stream.split(i);
        }
        return all;
    }

    /**
     * Importance-weighted bounds on log p(x) (Burda, Grosse and Salakhutdinov, 2016): log of the mean of w over S draws z of
     * q, w = p(x, z) / q(z given x), and the mean of log w, an estimate of the ELBO.
     *
     * @param images n x pixels values in [0, 1], row-major, not modified
     * @param n number of images
     * @param samples S, at least 1
     * @param random split by blocks of images, not advanced
     * @param bound receives n values in nats
     * @param elbo receives n values in nats
     */
    public void bounds(float[] images, int n, int samples, RandomStream random, double[] bound, double[] elbo) {
        int size = 8;
        int group = VaeTile.ROWS / size;
        workers.run((n + size - 1) / size, (block, worker) -> {
            VaeTile tile = tiles[worker];
            int from = block * size;
            int count = Math.min(size, n - from);
            tile.encode(images, range(from, count), 0, count);
            RandomStream stream = random.split(block);
            RandomStream[] streams = streams(stream, count);
            double[] ratio = new double[VaeTile.ROWS];
            double[] sum = new double[count];
            double[] max = new double[count];
            double[] mean = new double[count];
            Arrays.fill(max, Double.NEGATIVE_INFINITY);
            for (int done = 0; done < samples; done += group) {
                int number = Math.min(group, samples - done);
                tile.sample(count, number, streams, stream);
                tile.logRatios(ratio);
                for (int r = 0; r < count * number; r++) {
                    int i = r / number;
                    double top = Math.max(max[i], ratio[r]);
                    sum[i] = sum[i] * Math.exp(max[i] - top) + Math.exp(ratio[r] - top);
                    max[i] = top;
                    mean[i] += ratio[r];
                }
            }
            for (int i = 0; i < count; i++) {
                bound[from + i] = max[i] + Math.log(sum[i] / samples);
                elbo[from + i] = mean[i] / samples;
            }
        });
    }

    /**
     * Each image's pixel probabilities at one draw z of q(z given x).
     *
     * @param images n x pixels values in [0, 1], row-major, not modified
     * @param n number of images
     * @param random split by blocks of images, not advanced
     * @param out receives n x pixels probabilities
     */
    public void reconstruct(float[] images, int n, RandomStream random, float[] out) {
        int size = VaeTile.ROWS;
        workers.run((n + size - 1) / size, (block, worker) -> {
            int from = block * size;
            int count = Math.min(size, n - from);
            VaeTile tile = tiles[worker];
            tile.encode(images, range(from, count), 0, count);
            RandomStream stream = random.split(block);
            tile.sample(count, 1, streams(stream, count), stream);
            tile.probabilities(count, out, from * architecture.pixels());
        });
    }

    /**
     * Pixel probabilities of draws z of the prior N(0, I).
     *
     * @param n number of draws
     * @param random split by blocks of draws, not advanced
     * @param out receives n x pixels probabilities
     */
    public void sample(int n, RandomStream random, float[] out) {
        int size = VaeTile.ROWS;
        workers.run((n + size - 1) / size, (block, worker) -> {
            int from = block * size;
            int count = Math.min(size, n - from);
            VaeTile tile = tiles[worker];
            RandomStream stream = random.split(block);
            for (int i = 0; i < count * architecture.latent(); i++) {
                tile.z[i] = stream.nextGaussian();
            }
            tile.probabilities(count, out, from * architecture.pixels());
        });
    }

    private static int[] range(int from, int count) {
        int[] r = new int[count];
        for (int i = 0; i < count; i++) {
            r[i] = from + i;
        }
        return r;
    }
}
