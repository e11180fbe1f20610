"""Demijohn: the Flask API, strictly typed, over a pure and compiled core."""
