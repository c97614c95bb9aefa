"""What all figures have in common."""

import handnn as hn


def test_a_notebook_shows_the_figure_and_the_same_as_text():
    net = hn.Sequential(hn.Dense([[1, -1], [0, 1]]))
    back = net.trace([1, 2]).backward(hn.SquaredError(), target=[1, 1])
    boundaries = hn.BoundaryHistory([[0, 0], [1, 1]], [0, 1])
    boundaries.on_start(net, hn.History())
    for shown in (
        hn.decision_boundary(net, [[0, 0], [1, 1]], [0, 1]),
        hn.weight_pictures(net[0]),
        hn.loss_curve(back, "dense_1.W", (0, 0)),
        boundaries,
        hn.History(loss=[2.0, 1.0], accuracy=[0.5, 1.0]),
    ):
        page = shown._repr_html_()
        assert page.startswith("<style>")
        assert "<svg" in page
        assert "<details><summary>As text</summary>" in page
