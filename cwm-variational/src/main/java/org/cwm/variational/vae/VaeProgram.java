package org.cwm.variational.vae;

import org.cwm.classifier.ClassifierProgram;
import org.cwm.kernel.Backend;
import org.cwm.kernel.DenseNetwork;
import org.cwm.kernel.Kernels;
import org.cwm.random.RandomStream;

/**
 * An auto-encoder prepared for evaluation in tiles. {@link #load} is called by one thread between steps; tiles then read it
 * from many threads. A raw gradient is the encoder's, the classifier's, the decoder's, each padded.
 */
final class VaeProgram {

    final VaeArchitecture architecture;
    final Kernels kernels = Backend.get().kernels();
    final DenseNetwork encoder;
    final DenseNetwork.Weights encoderWeights;
    final ClassifierProgram classifier;
    final DenseNetwork decoder;
    final DenseNetwork.Weights decoderWeights;

    VaeProgram(VaeArchitecture architecture) {
        this.architecture = architecture;
        encoder = new DenseNetwork(architecture.encoderWidths(), VaeArchitecture.ACTIVATION, kernels);
        encoderWeights = encoder.new Weights();
        classifier = architecture.newClassifier(RandomStream.of(0)).program(kernels);
        decoder = new DenseNetwork(architecture.decoderWidths(), VaeArchitecture.ACTIVATION, kernels);
        decoderWeights = decoder.new Weights();
    }

    void load(float[] parameters) {
        encoderWeights.load(parameters, 0, 0, 1);
        classifier.load(parameters, architecture.classifierAt());
        decoderWeights.load(parameters, architecture.decoderAt(), 0, 1);
    }

    /** Where the classifier's and the decoder's part of a raw gradient begin. */
    int rawClassifier() {
        return encoder.rawSize();
    }

    int rawDecoder() {
        return rawClassifier() + classifier.rawGradientSize();
    }

    int rawSize() {
        return rawDecoder() + decoder.rawSize();
    }

    /** Unpads a raw gradient. */
    void finish(float[] raw, float[] gradient) {
        encoder.finish(raw, 0, 0, 1, gradient, 0);
        classifier.finish(raw, rawClassifier(), gradient, architecture.classifierAt());
        decoder.finish(raw, rawDecoder(), 0, 1, gradient, architecture.decoderAt());
    }
}
