package org.cwm.fit;

/** Shape of the components' covariance matrices. */
public enum CovarianceType {
    /** Diagonal: one variance a column. */
    DIAGONAL,
    /** Any positive definite matrix. */
    FULL
}
