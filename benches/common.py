"""What every bench needs: the folder, the binary, the peers' environment, servers and figures."""

import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
HERE = ROOT / "benches"
WORK = ROOT / "target" / "bench"
BINARY = pathlib.Path(os.environ.get("HENKAKU_BINARY", ROOT / "target" / "release" / "henkaku"))
PEERS = ["pandas", "datasette", "xlrd", "openpyxl"]


def prepare():
    """Builds the product, and the environment of the peers under target/."""
    if "HENKAKU_BINARY" not in os.environ:
        subprocess.run(["cargo", "build", "--release", "--locked", "-p", "henkaku"], cwd=ROOT, check=True)
    prepare_peers()


def prepare_peers():
    """The environment of the peers under target/."""
    WORK.mkdir(parents=True, exist_ok=True)
    if not peer("python").exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
    installed = WORK / "venv" / "peers.txt"
    if not installed.exists() or installed.read_text() != " ".join(PEERS):
        subprocess.run([peer("python"), "-m", "pip", "install", "--quiet", *PEERS], check=True)
        installed.write_text(" ".join(PEERS))


def peer(program):
    return WORK / "venv" / "bin" / program


def machine():
    """The machine in general words."""
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) // 1024 // 1024
    versions = [subprocess.run([peer("python"), "-m", "pip", "list"], capture_output=True, text=True).stdout]
    shown = ", ".join(
        f"{name} {match[1]}" for name in [*PEERS, "numpy"] if (match := re.search(rf"(?m)^{name}\s+(\S+)", versions[0]))
    )
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {memory} GB memory; Python {sys.version.split()[0]}, {shown}; load before: {load:.1f}"


def programs_csv(rows):
    """The CSV of so many programs, made once; and what is known of it."""
    path, known = WORK / f"programs-{rows}.csv", WORK / f"programs-{rows}.json"
    maker = HERE / "make_programs.py"
    if not known.exists() or known.stat().st_mtime < maker.stat().st_mtime:
        made = subprocess.run([sys.executable, maker, str(rows), path], check=True, capture_output=True, text=True)
        known.write_text(made.stdout)
    return path, json.loads(known.read_text())


def fresh(folder):
    """An empty folder under target/bench."""
    path = WORK / folder
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def inventory(rows):
    """A data folder with so many programs imported; kept as long as the binary and the CSV are the same."""
    csv, _ = programs_csv(rows)
    folder, stamp = WORK / f"data-{rows}", WORK / f"data-{rows}" / "stamp"
    made_of = f"{BINARY.stat().st_mtime_ns} {csv.stat().st_mtime_ns}"
    if not stamp.exists() or stamp.read_text() != made_of:
        fresh(folder.name)
        command = [BINARY, "import", "programs", csv, "--mapping", "standard", "--data", folder, "--format", "json"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        stamp.write_text(made_of)
    return folder


def timed(command):
    """Runs a command: what it printed, seconds by the clock, seconds of processor, most memory held in MB."""
    out = WORK / "out.txt"
    with open(out, "wb") as stdout:
        start = time.monotonic()
        process = subprocess.Popen([str(part) for part in command], stdout=stdout)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{out.read_text()[-2000:]}")
    return out.read_text(), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server under test; the first answer of `path` is waited for."""

    def __init__(self, command, path="/", limit_seconds=60):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        command = [str(part).replace("PORT", str(self.port)) for part in command]
        log = open(WORK / "server.log", "ab")
        start = time.monotonic()
        self.process = subprocess.Popen(command, stdout=log, stderr=log)
        while True:
            try:
                self.get(path)
                break
            except OSError:
                if self.process.poll() is not None or time.monotonic() - start > limit_seconds:
                    self.stop()
                    sys.exit(f"did not start: {' '.join(command)}; see {WORK / 'server.log'}")
                time.sleep(0.001)
        self.start_seconds = time.monotonic() - start

    def get(self, path):
        """The body of a page; only 200 is good."""
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            return answer.read()

    def memory_mb(self, field="VmRSS"):
        """Memory held now (VmRSS) or at most so far (VmHWM)."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{field}:\s+(\d+)", status)[1]) / 1024

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def henkaku(folder, path="/health"):
    return Server([BINARY, "serve", "--data", folder, "--listen", "127.0.0.1:PORT"], path)


def verdict(label, value, target, reached):
    print(f"  {'reached' if reached else 'MISSED '}  {label}: {value} (target {target})")
