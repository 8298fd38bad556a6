"""What the figures were measured on."""

import os
import platform
from pathlib import Path


def machine() -> dict[str, object]:
    """Processor, cores, the flags that matter here, memory, system, Python."""
    info = cpu_info()
    flags = set(info.get("flags", "").split())
    wanted = ("fma", "avx2", "avx512f", "avx512vl", "asimd", "sve")
    return {
        "cpu": info.get("model name", platform.processor() or platform.machine()),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "flags": " ".join(f for f in wanted if f in flags),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def cpu_info() -> dict[str, str]:
    file = Path("/proc/cpuinfo")
    if not file.exists():
        return {}
    first = file.read_text(encoding="utf-8").split("\n\n")[0]
    pairs = (line.split(":", 1) for line in first.splitlines() if ":" in line)
    return {key.strip(): value.strip() for key, value in pairs}
