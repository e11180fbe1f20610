"""Demijohn compared with Flask: the same source under both packages."""
