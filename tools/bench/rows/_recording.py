"""A recording as JSON, for the rows that read one."""
import subprocess


def record(bench, execs, variables):
    """Traces real execs of a command and returns the path of the events."""
    path = bench.scratch / f"recording-{execs}-{variables}.ndjson"
    if not path.exists():
        subprocess.run(
            [str(bench.swiftlet), "trace", "--format", "json", "--output", str(path), "--",
             bench.build("execs.c", "-pthread"), "storm", str(variables), str(execs), "1"],
            check=True, capture_output=True)
    return path
