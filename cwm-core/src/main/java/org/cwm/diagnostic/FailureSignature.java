package org.cwm.diagnostic;

/** Ways in which learning a classifier weighted mixture goes wrong, each with something that can be measured. */
public enum FailureSignature {
    /** The likelihood of the training rows falls and does not recover. */
    FALLING_LIKELIHOOD("falling-likelihood"),
    /** The classifier gives nearly all weight to one component at nearly every base point. */
    NEAR_DETERMINISTIC_WEIGHTS("near-deterministic-weights"),
    /** Held-out rows score more when the classifier's logits are halved. */
    OVERCONFIDENT_WEIGHTS("overconfident-weights"),
    /** Gradients grow very much, or grow while most are cut, or are far beyond the cut. */
    EXPLODING_GRADIENTS("exploding-gradients"),
    /** Components are as narrow as their floor allows, or their scales are no positive numbers any more. */
    COLLAPSED_SCALES("collapsed-scales"),
    /** Components have next to no mass P(R = k). */
    DEAD_COMPONENTS("dead-components");

    private final String id;

    FailureSignature(String id) {
        this.id = id;
    }

    /**
     * Name for machines.
     *
     * @return such as {@code dead-components}
     */
    public String id() {
        return id;
    }
}
