package org.cwm.fit;

import java.util.List;
import java.util.Map;
import org.cwm.diagnostic.Finding;

/**
 * What a fit did.
 *
 * @param model the model returned: the best held-out iterate, or the Gaussian mixture if training gained nothing
 * @param gaussianMixture the model that training started from, as a model of the same schema
 * @param plan every setting, resolved
 * @param train score on training rows: all, or 20,000 spread evenly if there are more
 * @param validation score on held-out rows
 * @param accepted whether training gained more than two of its standard errors, so that the model is not just the start
 * @param converged false if training broke down (non-finite numbers) and an earlier model was kept
 * @param history learning curve
 * @param seconds wall-clock seconds by stage, in order
 * @param stopReason why training ended, in words
 * @param findings failure signatures seen in training or in its last iterate
 * @param warnings sentences a user should read, most important first
 */
public record FitReport(
        FittedModel model,
        FittedModel gaussianMixture,
        FitPlan plan,
        Score train,
        Score validation,
        boolean accepted,
        boolean converged,
        List<HistoryPoint> history,
        Map<String, Double> seconds,
        String stopReason,
        List<Finding> findings,
        List<String> warnings) {}
