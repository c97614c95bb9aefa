"""Array libraries that networks are computed with."""

from contextlib import contextmanager

import pytest
from optional import optional

jax = optional("jax")
torch = optional("torch")
strict = optional("array_api_strict")
dask = optional("dask.array")

needs_libraries = pytest.mark.engines


class Library:
    """A library: its arrays of NumPy's, and running a function on them.

    Args:
        name: What tests call it.
        make: What makes an array of one of NumPy's.
        package: The package that the type of its arrays is in.
        run: What calls a function with an array.
    """

    def __init__(self, name, make, package, run=lambda function, x: function(x)):
        self._name = name
        self.make = make
        self._package = package
        self.run = run

    def __str__(self):
        return self._name

    def has(self, array):
        """Whether an array is the library's."""
        return type(array).__module__.startswith(self._package)

    @contextmanager
    def in_64_bits(self):
        """JAX computes in float64 inside, if it is JAX."""
        if self._name.startswith("JAX"):
            with jax.enable_x64(True):
                yield
        else:
            yield


JAX = Library("JAX", lambda x: jax.numpy.asarray(x), "jax")
LIBRARIES = [
    JAX,
    Library("JAX, traced", JAX.make, "jax", lambda function, x: jax.jit(function)(x)),
    Library("PyTorch", lambda x: torch.tensor(x), "torch"),
    Library("Dask", lambda x: dask.from_array(x), "dask"),
    # It has nothing but the standard: so it stands for CuPy, and all others that conform.
    Library("standard", lambda x: strict.asarray(x), "array_api_strict"),
]
