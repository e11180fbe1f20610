"""Adds what pyproject.toml cannot say: the compiled modules, and a build folder per flavour."""

from setuptools import setup

from demijohn_build import extensions, options

setup(ext_modules=extensions(), options=options())
