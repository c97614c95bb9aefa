"""Convolution of signals."""

from typing import ClassVar

from handnn.layers.convolution import Convolution


class Conv1D(Convolution):
    """Move each kernel along a signal: at every place, the sum of products with what is below it.

    ``z[o,t] = Σ K[o,i,k]·x[i,t+k] + b[o]`` over the channels i and the cells k of the kernel
    (counted from 0, with a stride of 1). Source: Waibel et al., "Phoneme Recognition Using
    Time-Delay Neural Networks" (1989). `K` is the ``weight`` of PyTorch's ``Conv1d``, `b` its
    ``bias``.

    Args:
        K: The kernels, shape ``(outputs, inputs, length)``: for each channel of the output, one for
            each channel of the input.
        b: The bias, shape ``(outputs,)``; by default there is none.
        stride: How far the kernels move each time.
        padding: How many zeros are added on both sides.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If `K` has not three axes, or `b` not one number for each output; or, when the
            layer runs, if a signal has another number of channels, or fewer points than a kernel.
        InputError: If they do not hold real numbers.
        SettingError: If `stride` or `padding` is not a whole number.

    Examples:
        The difference of each number from the one before, of a signal ``(channels, points)``:

        >>> import handnn as hn
        >>> changes = hn.Conv1D([[[-1, 1]]], name="changes")
        >>> changes([[1, 4, 9, 16]])
        array([[3., 5., 7.]])
        >>> print(changes.trace([[1, 4, 9, 16]])["changes"].explain((0, 2)))
        z[1,3] = K[1,1,1]·x[1,3] + K[1,1,2]·x[1,4]
        z[1,3] = (-1)·9 + 1·16 = 7
    """

    axes: ClassVar[tuple[str, ...]] = ("length",)
    sample_ndim = 2
