"""Start a local Airflow with its web UI on 127.0.0.1 and stop all of it on Ctrl-C."""

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from environment import DAGS, HOME, RUN_LOCK, airflow_environment

sys.path.insert(0, str(DAGS))

from orchestration.locks import try_lock

HOST = "127.0.0.1"
PASSWORDS = HOME / "passwords.json"
COMPONENTS = {
    "api-server": [],
    # Its logs are read from disk; a log server of its own would listen on every network.
    "scheduler": ["--skip-serve-logs"],
    "dag-processor": [],
}
GRACE = 20  # seconds a component gets to finish after SIGTERM
START = 90  # seconds until the web UI must answer


def main() -> int:
    """Start the components, wait for a signal or for one of them to die, stop them all; returns the exit code."""
    parser = argparse.ArgumentParser(prog="./setup.sh airflow", description=__doc__)
    parser.add_argument("port", nargs="?", type=int, default=8080, help="port of the web UI (default: 8080)")
    port = parser.parse_args().port
    if not _is_free(port):
        print(f"port {port} is in use; choose another: ./setup.sh airflow {port + 1}", file=sys.stderr)
        return 1
    lock, holder = try_lock(RUN_LOCK, f"Airflow on port {port} (process {os.getpid()})")
    if lock is None:
        print(f"{holder} is under way; wait for it to end, or stop it", file=sys.stderr)
        return 1
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    password = secrets.token_urlsafe(12)
    environment = airflow_environment() | _server_settings(port, password)
    os.environ.clear()
    os.environ.update(environment)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        _prepare()
        for component in COMPONENTS:
            children[component] = _start(component, lock)
        return _watch(children, port, password)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(children)


def _server_settings(port: int, password: str) -> dict[str, str]:
    HOME.mkdir(parents=True, exist_ok=True)
    PASSWORDS.unlink(missing_ok=True)
    descriptor = os.open(PASSWORDS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"admin": password}, file)
    return {
        "AIRFLOW__API__HOST": HOST,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://{HOST}:{port}",
        "AIRFLOW__API__SECRET_KEY": secrets.token_hex(32),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(64),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{HOST}:{port}/execution/",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(PASSWORDS),
    }


def _prepare() -> None:
    """Make the metadata database and the pools, in a process that ends: it need not stay in this one's memory."""
    with _log("prepare").open("wb") as log:
        subprocess.run(
            [sys.executable, "-c", "import single_process; single_process.prepare()"],
            cwd=Path(__file__).parent,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=True,
        )


def _start(component: str, lock: int) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process alone, which stops the others in order, children included.
    with _log(component).open("wb") as log:
        return subprocess.Popen(
            [Path(sys.executable).with_name("airflow"), component, *COMPONENTS[component]],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # They hold the lock as well: should this process be killed, they are still up.
            pass_fds=[lock],
        )


def _log(component: str) -> Path:
    (HOME / "logs").mkdir(parents=True, exist_ok=True)
    return HOME / "logs" / f"{component}.log"


def _watch(children: dict[str, subprocess.Popen[bytes]], port: int, password: str) -> int:
    """Say where the web UI is once it answers; return 1 when a component ends by itself."""
    deadline = time.monotonic() + START
    is_up = False
    while True:
        for component, child in children.items():
            if child.poll() is not None:
                print(f"airflow {component} ended; its log: {os.path.relpath(_log(component))}", file=sys.stderr)
                return 1
        if not is_up and _answers(port):
            is_up = True
            print(f"Airflow: http://{HOST}:{port}  user admin, password {password}  (Ctrl-C stops it)", flush=True)
        elif not is_up and time.monotonic() > deadline:
            print(f"the web UI did not answer; its log: {os.path.relpath(_log('api-server'))}", file=sys.stderr)
            return 1
        time.sleep(0.5)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/api/v2/monitor/health", timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Stop every component and all that it started."""
    for child in children.values():
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children.values():
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
        _signal(child, signal.SIGKILL)
        child.wait()


def _signal(child: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, number)


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
