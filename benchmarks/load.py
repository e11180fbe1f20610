"""Ask a server of this machine over several connections that stay open, as fast as it answers.

Run it as ``python -m benchmarks.load PORT CONNECTIONS REQUESTS``; it prints the seconds that it took. It imports nothing
of what it measures: `benchmarks.served` starts it as a process of its own.
"""

from __future__ import annotations

import select
import socket
import sys
from contextlib import ExitStack
from time import perf_counter
from typing import Final

PATIENCE: Final = 10.0
REQUEST: Final = b"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n"
STATUS: Final = b"HTTP/1.1 200 OK\r\n"
BODY: Final = b"\r\n\r\nHello, World!"


class LoadError(RuntimeError):
    """A server did not answer as it should."""


def load(port: int, connections: int, requests: int) -> float:
    """Send so many requests, each connection's next one when its last one is answered; give the seconds.

    Raises:
        LoadError: If an answer is another one, or does not come.
    """
    with ExitStack() as stack:
        opened: dict[int, socket.socket] = {}
        for _ in range(min(connections, requests)):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened[connection.fileno()] = connection
        poll = select.poll()
        for number in opened:
            poll.register(number, select.POLLIN)
        return _exchange(poll, opened, requests)


def _exchange(poll: select.poll, opened: dict[int, socket.socket], requests: int) -> float:
    received = dict.fromkeys(opened, b"")
    began = perf_counter()
    for connection in opened.values():
        connection.send(REQUEST)
    left, running = requests - len(opened), len(opened)
    while running:
        ready = poll.poll(PATIENCE * 1000)
        if not ready:
            raise LoadError(f"no answer came within {PATIENCE} seconds")
        for number, _ in ready:
            answer = received[number] + opened[number].recv(65536)
            received[number] = b"" if whole(answer) else answer
            if received[number]:
                continue
            if left:
                opened[number].send(REQUEST)
                left -= 1
            else:
                running -= 1
    return perf_counter() - began


def whole(answer: bytes) -> bool:
    """Tell whether an answer has come to its end.

    Raises:
        LoadError: If it is not the one that is expected.
    """
    if answer.startswith(STATUS) and answer.endswith(BODY):
        return True
    if not answer or not STATUS.startswith(answer[: len(STATUS)]):
        raise LoadError(f"the connection was closed, or the answer is another one: {answer!r}")
    return False


if __name__ == "__main__":
    print(load(*map(int, sys.argv[1:])))
