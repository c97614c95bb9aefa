"""Einstein sums are those of NumPy, however the factors' axes lie."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from handnn.arithmetic.einstein_sum import einstein_sum

SIZES = (2, 3, 1, 4, 2)


@st.composite
def sums(draw):
    """Labels of two factors, and of a sum of their products."""
    factors = [draw(st.lists(st.sampled_from(range(5)), unique=True, max_size=4)) for _ in "ab"]
    known = sorted({*factors[0], *factors[1]})
    output = draw(st.lists(st.sampled_from(known), unique=True)) if known else []
    stretched = [draw(st.lists(st.sampled_from(f), unique=True)) if f else [] for f in factors]
    return factors, draw(st.permutations(output)), stretched


@given(sums(), st.booleans())
@example(([[0, 1, 2, 3], [0, 1]], [2, 3], [[], []]), False)  # two axes of rows, none of columns
@example(([[0, 1], [0, 1, 2, 3]], [3, 2], [[], []]), False)
def test_it_is_the_sum_of_products(labels, is_stretched):
    factors, output, stretched = labels
    rng = np.random.default_rng(0)
    shapes = [
        [1 if is_stretched and label in some else SIZES[label] for label in factor]
        for factor, some in zip(factors, stretched, strict=True)
    ]
    arrays = [rng.normal(size=shape) for shape in shapes]
    found = einstein_sum(arrays, factors, output)
    wanted = np.einsum(arrays[0], factors[0], arrays[1], factors[1], output)
    assert np.shape(found) == np.shape(wanted)
    assert np.allclose(found, wanted, rtol=1e-12, atol=1e-12)
