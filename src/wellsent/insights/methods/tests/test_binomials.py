"""Chances of counts agree with what they are by definition."""

import math

import numpy as np
import pytest

from wellsent.insights.methods.binomials import chances_up_to, log_chance, log_gamma


def test_chances_of_all_counts_add_up_to_one() -> None:
    chances = chances_up_to(400, np.array([0.2, 3.0, 20.0]), 2.5)
    assert chances.sum(axis=0) == pytest.approx(1.0)


def test_mean_and_variance_are_those_of_a_scattered_poisson() -> None:
    mean, size, counts = 6.0, 3.0, np.arange(600)
    chance = chances_up_to(599, np.array([mean]), size)[:, 0]
    assert chance @ counts == pytest.approx(mean)
    assert chance @ (counts - mean) ** 2 == pytest.approx(mean + mean**2 / size)


def test_both_ways_to_a_chance_agree() -> None:
    means = np.array([0.5, 4.0])
    assert np.exp(log_chance(np.arange(30), means, 1.7)) == pytest.approx(chances_up_to(29, means, 1.7))


def test_a_large_size_is_poisson() -> None:
    poisson = [math.exp(-2) * 2**count / math.factorial(count) for count in range(8)]
    assert chances_up_to(7, np.array([2.0]), 1e7)[:, 0] == pytest.approx(poisson, rel=1e-5)


def test_nothing_is_expected_of_a_mean_of_nothing() -> None:
    assert chances_up_to(2, np.array([0.0]), 4.0)[:, 0].tolist() == [1.0, 0.0, 0.0]
    assert log_chance(np.array([0, 1]), np.array([0.0]), 4.0)[:, 0].tolist() == [0.0, -math.inf]


def test_log_gamma_is_that_of_factorials() -> None:
    assert np.exp(log_gamma(np.array([1.0, 5.0]))) == pytest.approx([1.0, 24.0])
