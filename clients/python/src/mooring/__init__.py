"""Reads accounts, transactions and holdings through the Mooring app on this computer.

    import mooring

    for row in mooring.transactions(since="30d"):
        print(row["date"], row["amount"], row["currency"], row["description"])

The first call makes Mooring ask its user. The functions here use one `Mooring()`, named after the script.
"""

from ._client import Answer, Mooring, Token
from ._rows import Rows, to_pandas
from .errors import (
    AnswerCut,
    ConsentError,
    MooringError,
    NeedsUser,
    NotRunning,
    NotTrusted,
    PartialResult,
    TryLater,
    WrongUse,
)

__version__ = "0.1.0"

_script = Mooring()

accounts = _script.accounts
connections = _script.connections
fetch = _script.fetch
holdings = _script.holdings
pull = _script.pull
pull_status = _script.pull_status
refresh = _script.refresh
request_access = _script.request_access
status = _script.status
token = _script.token
transactions = _script.transactions

__all__ = [
    "Answer",
    "AnswerCut",
    "ConsentError",
    "Mooring",
    "MooringError",
    "NeedsUser",
    "NotRunning",
    "NotTrusted",
    "PartialResult",
    "Rows",
    "Token",
    "TryLater",
    "WrongUse",
    "accounts",
    "connections",
    "fetch",
    "holdings",
    "pull",
    "pull_status",
    "refresh",
    "request_access",
    "status",
    "to_pandas",
    "token",
    "transactions",
]
