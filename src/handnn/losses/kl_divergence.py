"""The Kullback-Leibler divergence, on logits."""

from typing import Any

import numpy as np

from handnn.losses.softmax_loss import SoftmaxLoss


class KLDivergence(SoftmaxLoss):
    """How far the softmax of the outputs is from the target probabilities: ``Σ t·log(t / p)``.

    It is the cross-entropy minus that of the target with itself, so that it is 0 where the two
    agree, and has the same gradient, ``p - t``. The outputs are logits; log-probabilities are
    logits too, so ``KLDivergence()(np.log(p), t)`` compares two lists of probabilities. A target
    probability of 0 adds nothing. For a batch it is the mean over the samples, PyTorch's
    ``"batchmean"``. Source: Kullback and Leibler, "On Information and Sufficiency" (1951).

    Args:
        reduction: ``"mean"``, or ``"sum"`` for the sum over the samples.

    Raises:
        SettingError: If `reduction` is neither.

    Examples:
        >>> import numpy as np
        >>> import handnn as hn
        >>> round(hn.KLDivergence()(np.log([0.25, 0.75]), target=[0.5, 0.5]), 4)
        0.1438
        >>> print(hn.KLDivergence().explain([3, 1], [0.5, 0.5], "loss").text(95))
        loss (KLDivergence)
          L = t[1]·log(t[1]) + t[2]·log(t[2]) + log(exp(y[1]) + exp(y[2])) - (t[1]·y[1] + t[2]·y[2])
          L = 0.5·log(0.5) + 0.5·log(0.5) + log(exp(3) + exp(1)) - (0.5·3 + 0.5·1) ≈ 0.4338
    """

    def _total(self, logarithms: Any, output: Any, target: Any) -> Any:
        """The cross-entropy of all samples, minus that of the target with itself."""
        t = np.where(target == 0, 1.0, target) if np.any(target == 0) else target  # 0·log 0 is 0
        return np.sum(target * np.log(t)) + super()._total(logarithms, output, target)
