"""Convolution of pictures."""

from typing import ClassVar

from handnn.layers.convolution import Convolution


class Conv2D(Convolution):
    """Move each kernel over a picture: at every place, the sum of products with what is below it.

    ``z[o,r,c] = Σ K[o,i,k,l]·x[i,r+k,c+l] + b[o]`` over the channels i and the cells k, l of the
    kernel (counted from 0, with a stride of 1). Source: LeCun et al., "Gradient-Based Learning
    Applied to Document Recognition" (1998). `K` is the ``weight`` of PyTorch's ``Conv2d``, `b` its
    ``bias``.

    Args:
        K: The kernels, shape ``(outputs, inputs, rows, columns)``: for each channel of the output,
            one for each channel of the input.
        b: The bias, shape ``(outputs,)``; by default there is none.
        stride: How far the kernels move each time; a number, or ``(down, right)``.
        padding: How many zeros are added on both sides; a number, or ``(rows, columns)``.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If `K` has not four axes, or `b` not one number for each output; or, when the
            layer runs, if a picture has another number of channels, or fewer points than a kernel.
        InputError: If they do not hold real numbers.
        SettingError: If `stride` or `padding` is not a whole number, or two.

    Examples:
        A kernel that finds edges, on a picture ``(channels, rows, columns)``:

        >>> import handnn as hn
        >>> edges = hn.Conv2D([[[[1, -1]]]], name="edges")
        >>> picture = [[[5, 5, 0], [5, 5, 0]]]
        >>> edges(picture)
        array([[[0., 5.],
                [0., 5.]]])
        >>> print(edges.trace(picture)["edges"].explain((0, 1, 1)))
        z[1,2,2] = K[1,1,1,1]·x[1,2,2] + K[1,1,1,2]·x[1,2,3]
        z[1,2,2] = 1·5 + (-1)·0 = 5
    """

    axes: ClassVar[tuple[str, ...]] = ("rows", "columns")
    sample_ndim = 3
