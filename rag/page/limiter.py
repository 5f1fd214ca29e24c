"""A client -> whether it may go on: counted by the address of the other end."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import Scope


class Limiter:
    """At most so many calls a minute for each client, over a moving window."""

    def __init__(self, per_minute: int) -> None:
        self._limit = RateLimitItemPerMinute(per_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def allows(self, client: str) -> bool:
        """Count a call of `client`; False where it is one too many."""
        return self._limiter.hit(self._limit, client)

    def exhausted(self, client: str) -> bool:
        """Whether the next call of `client` would be one too many."""
        return not self._limiter.test(self._limit, client)


def client_of(scope: Scope) -> str:
    """Who asks, as far as limits go: the address of the other end."""
    client = scope.get("client")
    return str(client[0]) if client else ""
