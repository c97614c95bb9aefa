"""The kinds of exercises by name; one file for each."""

from handnn.practice.generator.kinds.attention import ATTENTION
from handnn.practice.generator.kinds.backward import BACKWARD
from handnn.practice.generator.kinds.batch import BATCH
from handnn.practice.generator.kinds.convolution import CONVOLUTION
from handnn.practice.generator.kinds.forward import FORWARD
from handnn.practice.generator.kinds.missing_weight import MISSING_WEIGHT
from handnn.practice.generator.kinds.normalisation import NORMALISATION
from handnn.practice.generator.kinds.parameters import PARAMETERS
from handnn.practice.generator.kinds.rnn import RNN
from handnn.practice.generator.kinds.softmax import SOFTMAX
from handnn.practice.generator.kinds.update import UPDATE

KINDS = {
    kind.name: kind
    for kind in (
        *(FORWARD, BATCH, BACKWARD, UPDATE, SOFTMAX, PARAMETERS, MISSING_WEIGHT),
        *(ATTENTION, RNN, NORMALISATION, CONVOLUTION),
    )
}
"""In the order in which they are learned, more or less."""
