"""Who plays the chunks: this process, the standard library's pool, or a Ray cluster, all of ``Executor``'s shape."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing import connection
from typing import Any, ParamSpec, TypeVar

from lantau.market.refusals import NO_CLUSTER, OUT_OF_RANGE
from lantau.refusal import Refusal, Refused

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

CORES_MAX = 4096


class WorkersLost(Exception):  # noqa: N818 - an outage, by the glossary
    """A worker died under a chunk (killed, out of memory). Finished parts are kept: the same command goes on."""


class Serial(Executor):
    """Plays each chunk at once in this process: one core, nothing to start."""

    cores = 1

    def submit(
        self, fn: Callable[Arguments, Answer], /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Future[Answer]:
        """The answer in a future that is done; Ctrl-C is not kept in it but raised."""
        future: Future[Answer] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as raised:
            future.set_exception(raised)
        return future


class LocalPool(ProcessPoolExecutor):
    """The standard library's pool on freshly started interpreters, so that no lock or thread is inherited."""

    def __init__(self, cores: int) -> None:
        self.cores = cores
        super().__init__(cores, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_worker)


class ClusterPool(Executor):
    """Ray's workers: those that the caller already has, or some started here, quietly, and ended by ``shutdown``."""

    def __init__(self, cores: int | None, address: str | None) -> None:
        try:
            import ray
        except ModuleNotFoundError:
            raise Refused(Refusal(NO_CLUSTER, "Ray is not installed", where="executor")) from None
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        logging.getLogger("ray").setLevel(logging.ERROR)
        self._ray: Any = ray
        self._remote: dict[Any, Any] = {}
        self.losses: tuple[type[Exception], ...] = (ray.exceptions.RayError,)
        self._ours = not ray.is_initialized()
        if self._ours:
            ray.init(
                address=address,
                num_cpus=cores if address is None else None,
                include_dashboard=False if address is None else None,
                configure_logging=False,
                logging_level=logging.ERROR,
                log_to_driver=False,
                runtime_env={"env_vars": {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}},
            )
        self.cores = max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def submit(
        self, fn: Callable[Arguments, Answer], /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Future[Answer]:
        """A task of the cluster; Ray plays it again where a worker dies, and the same bits are written again."""
        if fn not in self._remote:
            self._remote[fn] = self._ray.remote(num_cpus=1)(fn)
        future: Future[Answer] = self._remote[fn].remote(*args, **kwargs).future()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End Ray if it was started here; what still runs ends with it, so whoever wants an answer waits first."""
        del wait, cancel_futures
        if self._ours:
            self._ray.shutdown()


def local(cores: int | None = None) -> Serial | LocalPool:
    """This machine's cores, all of them unless told; one core is this process. Refused market.out_of_range.

    Workers start as interpreters of their own, so a script that asks for more than one core keeps its work under
    ``if __name__ == "__main__":``; a notebook need not.
    """
    asked = os.cpu_count() or 1 if cores is None else _cores(cores)
    return Serial() if asked == 1 else LocalPool(asked)


def cluster(cores: int | None = None, *, address: str | None = None) -> ClusterPool:
    """A Ray cluster: started on this machine with so many cores, or the running one at ``address``.

    A cluster of several machines needs the experiment's folder on a disk that all of them share. Refused
    market.no_cluster where ``lantau[cluster]`` is not installed, market.out_of_range.
    """
    return ClusterPool(None if cores is None else _cores(cores), address)


def cores_of(executor: Executor) -> int:
    """How many chunks an executor plays at once; for one that is not ours, the machine's cores."""
    return int(getattr(executor, "cores", os.cpu_count() or 1))


def losses_of(executor: Executor) -> tuple[type[Exception], ...]:
    """The exceptions by which an executor says that a worker died."""
    return (BrokenExecutor, *getattr(executor, "losses", ()))


def _cores(cores: int) -> int:
    if isinstance(cores, bool) or not isinstance(cores, int) or not 1 <= cores <= CORES_MAX:
        message = f"cores is {cores!r}; it must be a whole number from 1 to {CORES_MAX}"
        raise Refused(Refusal(OUT_OF_RANGE, message, where="executor.cores", details={"low": 1, "high": CORES_MAX}))
    return cores


def _begin_worker() -> None:
    """Ctrl-C is the driver's to answer; and a worker whose driver was killed ends too, instead of waiting for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker of a pool has a parent"
    threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
