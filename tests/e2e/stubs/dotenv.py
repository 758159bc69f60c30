# SPDX-License-Identifier: Apache-2.0
"""Stands in for python-dotenv: the environment is set by the test."""


def load_dotenv():
    return False
