"""The two sides of the loader's rows: loader-bench and the same with libbpf."""
import os
import pathlib
import shutil
import subprocess


def sides(bench):
    """{"libbpf": program, "swiftlet": program}, both static."""
    here = pathlib.Path(__file__).resolve().parent.parent / "loader"
    ours = bench.conformance / "build/release/loader-bench"
    libbpf = bench.conformance / "libbpf"
    theirs = bench.scratch / "libbpf"
    if not theirs.exists():
        subprocess.run(
            [str(here.parent.parent / "static-tool.sh"), "loader-bench", str(ours)], check=True)
        subprocess.run(
            [clang(), "-O2", "-Wall", "-static", "-o", str(theirs), str(here / "libbpf.c"),
             str(here / "load/load.c"), f"-I{here}/load/include", f"-I{libbpf}/include",
             str(libbpf / "lib/libbpf.a"), "-lelf", "-lz", "-lpthread"], check=True)
    return {"libbpf": str(theirs), "swiftlet": str(ours)}


def clang():
    """Swift's own, which has the BPF target."""
    return os.environ.get("CLANG") or str(pathlib.Path(shutil.which("swift")).parent / "clang")


def compile_bpf(bench, source):
    """The object of a BPF program, compiled as the tracer's is."""
    target = bench.scratch / (pathlib.Path(source).name.removesuffix(".bpf.c") + ".bpf.o")
    if not target.exists():
        subprocess.run(
            [clang(), "-target", "bpf", "-g", "-O2", "-mcpu=v3", "-Xclang", "-fno-split-cold-code", "-c",
             str(source), "-o", str(target)], check=True)
    return str(target)


def number(*command):
    """The first number that a program prints."""
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[0])
