"""The HTTP session that jars come through: proxies and certificates as the user's machine has them. No retries, no paths."""

from __future__ import annotations

import ssl
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from graph.engine.repository import Repository


def new_session(repository: Repository, connections: int) -> requests.Session:
    """Honours HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE, SSL_CERT_FILE and the system's certificates."""
    session = requests.Session()
    adapter = _SystemTrust(pool_connections=1, pool_maxsize=connections, pool_block=True)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.headers["Accept-Encoding"] = "identity"  # the hash is of the file, not of a packed form
    if repository.user:
        session.auth = (repository.user, repository.password)
    return session


class _SystemTrust(HTTPAdapter):
    """Trusts the system's certificates beside those that come with requests: company proxies are known to the system only."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=ssl.create_default_context(), **kwargs)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        return super().proxy_manager_for(*args, ssl_context=ssl.create_default_context(), **kwargs)
