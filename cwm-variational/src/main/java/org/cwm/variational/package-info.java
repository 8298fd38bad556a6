/**
 * Variational inference: the fit of a mixture to an unnormalised density, and the verdict on it.
 *
 * <p><b>The density.</b> {@link org.cwm.variational.TargetDensity} is log t and its gradient, in nats and up to a constant, on
 * all of R^D; {@link org.cwm.variational.FormulaTarget} takes the formula alone and finds the gradient itself. Parameters
 * with constraints are named by {@link org.cwm.variational.transform.Parameters}: its {@code target} turns a density of the
 * values into one of free coordinates, such as log(sigma) for sigma, and counts the Jacobian. A target that answers many
 * points faster than one after the other overrides {@code logDensities}. {@link org.cwm.variational.GradientCheck} holds a
 * gradient against differences at a point of choice; a fit does the same at a few points of its own before it starts, and ends
 * in a {@link org.cwm.variational.TargetException} that names the coordinate if they disagree.
 *
 * <p><b>The fit.</b> {@link org.cwm.variational.VariationalFit} returns a {@link org.cwm.variational.Posterior}:
 *
 * <pre>{@code
 * Parameters parameters = Parameters.none().withReal("mu", 1).withPositive("sigma", 1);
 * TargetDensity target = parameters.target(density);
 * Posterior posterior = VariationalFit.fit(target, VariationalOptions.defaults(), VariationalProgress.Listener.NONE);
 * }</pre>
 *
 * <p><b>The verdict.</b> {@link org.cwm.variational.Verdict} says whether q can stand for the target. It is found on draws that
 * played no part in the fit, half of them from densities wider than q, and on climbs from far outside. {@code trusted} means that
 * by these draws no probability under q is off by more than a tenth, no mean by more than a twentieth of a standard deviation,
 * no standard deviation by more than a tenth, and that the ELBO is within a tenth of a nat of log Z. {@code logEvidence} is log Z,
 * with its standard error; it is the evidence of a model if the density was written with its constants. If q is not trusted,
 * {@code reasons} says why and {@code advice} what to do, and whether the weighted draws may serve nevertheless. What no finite number of points can exclude is in
 * {@link org.cwm.variational.Verdict#UNDETECTABLE}.
 *
 * <p><b>Draws and marginals.</b> {@code posterior.q()} draws and scores, {@code verdict.marginals()} summarises each
 * coordinate and {@code verdict.weighted()} holds draws with importance weights, all in the free coordinates. On the scale of the
 * values:
 *
 * <pre>{@code
 * MarginalSummary sigma = posterior.verdict().weighted().summary("sigma", y -> parameters.values(y)[1]);
 * Points draws = posterior.q().sample(1000, RandomStream.of(1), 1);
 * double[] muAndSigma = parameters.values(draws.row(0));
 * }</pre>
 *
 * {@link org.cwm.variational.Expectation} gives expectations under q of any function with less noise than draws do.
 */
@NullMarked
package org.cwm.variational;

import org.jspecify.annotations.NullMarked;
