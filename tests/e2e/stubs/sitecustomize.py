# SPDX-License-Identifier: Apache-2.0
"""Leads the scripts' host to the sandbox: BATON_E2E_HOST is asked at BATON_E2E_BASE."""

import os

import requests

HOST = os.environ.get("BATON_E2E_HOST", "")
BASE = os.environ.get("BATON_E2E_BASE", "")
SEND = requests.adapters.HTTPAdapter.send


def send(self, request, **options):
    if HOST and request.url.startswith(HOST):
        request.url = BASE + request.url[len(HOST):]
    return SEND(self, request, **options)


requests.adapters.HTTPAdapter.send = send
