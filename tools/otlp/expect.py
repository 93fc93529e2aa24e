"""Expectations whose messages show what was found."""


def equal(found, wanted, what):
    assert found == wanted, f"{what}: {found!r} instead of {wanted!r}"


def holds(text, part, what):
    assert part in text, f"{what}: no {part!r} in {text!r}"


def between(number, low, high, what):
    assert low <= number <= high, f"{what}: {number} is not between {low} and {high}"
