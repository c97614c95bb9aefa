"""The data of the page's checker."""

import json

import handnn as hn
from handnn.practice.checking import Checker
from handnn.practice.web.checker_data import cell_values, checker_data


def network(*weights):
    return hn.Sequential(hn.Dense([[1, -1, 1], weights], [-5, 3], name="hidden"), hn.ReLU())


def checker(weights, x):
    return Checker(hn.worksheet(network(*weights).trace(x)).key)


def test_two_exercises_of_a_kind_differ_in_their_numbers_alone():
    one, other = checker((1, 1, 2), [2, 1, 3]), checker((4, 2, -1), [1, 0, 2])
    assert checker_data(one) == checker_data(other)
    assert cell_values(one) != cell_values(other)


def test_what_is_asked_is_not_in_plain_sight():
    sheet = checker((1, 1, 2), [2, 1, 3])
    values = dict(
        zip([c[0] for c in checker_data(sheet)["cells"]], cell_values(sheet), strict=True)
    )
    asked = {name: values.pop(name) for name in sheet.key.asked}
    assert set(asked.values()) == {None}
    assert values == {name: sheet.key.values[name] for name in values}


def test_a_printed_result_is_there_because_the_operand_follows_from_it():
    key = hn.worksheet(network(1, 1, 2).trace([2, 1, 3]), blank=["W[1,2]"]).key
    names = [cell[0] for cell in checker_data(Checker(key))["cells"]]
    values = dict(zip(names, cell_values(Checker(key)), strict=True))
    assert values["W[1,2]"] is None
    assert values["z[1]"] == key.values["z[1]"]


def test_equal_parts_are_there_once():
    data = checker_data(checker((1, 1, 2), [2, 1, 3]))
    nodes = [tuple(node) for node in data["nodes"]]
    assert len(set(nodes)) == len(nodes)
    json.dumps(data, allow_nan=False)
