# SPDX-License-Identifier: Apache-2.0
"""Stands in for the client module that the tutorial imports: two calls, over HTTP."""

import os
import types

import requests

BASE = "https://api." + os.environ.get("CXONE_ENVIRONMENT", "")


def namespace(value):
    if isinstance(value, dict):
        return types.SimpleNamespace(**{key: namespace(item) for key, item in value.items()})
    return [namespace(item) for item in value] if isinstance(value, list) else value


class Conversations:
    def __init__(self):
        self.headers = {}

    def get_conversation(self, conversation_id, expand):
        answer = requests.get("%s/api/v2/conversations/%s" % (BASE, conversation_id),
                              params={"expand": ",".join(expand)}, headers=self.headers,
                              timeout=30)
        answer.raise_for_status()
        return namespace(answer.json())

    def post_conversations_voice_conversation_id_transfer(self, conversation_id, body):
        answer = requests.post("%s/api/v2/conversations/voice/%s/transfer" % (
            BASE, conversation_id), json=body, headers=self.headers, timeout=30)
        answer.raise_for_status()
        return answer


class PureCloudPlatformClientV2:
    def __init__(self):
        self.conversations = Conversations()

    def set_access_token(self, token):
        self.conversations.headers = {"Authorization": "Bearer " + token}
