"""The results as text and as JSON."""

from .benchmark import Table, is_ours
from .session import Entry, Worker


def as_text(results: dict) -> str:
    """Markdown tables."""
    m = results["machine"]
    options = results["options"]
    lines = [
        f"{m['cpu']}, {m['cores']} cores, {m['flags']}; {m['system']}; Python {m['python']}; "
        f"{options['threads']} threads each, {options['rounds']} rounds of turns",
        "",
    ]
    for worker in results["ours"]:
        for least, median, most in m["peaks"][worker.name]:
            lines.append(f"Peak of multiply-adds, {worker.about}: {median:.0f} GFLOP/s ({least:.0f} to {most:.0f})")
    lines.append("")
    lines += [f"Ran: {about}" for about in results["peers"].values()]
    lines += [f"Not run: {name}: {reason}" for name, reason in results["notRun"].items()]
    lines += ["", "| same numbers? | difference | allowed | |", "|---|---|---:|---|"]
    for p in results["parity"]:
        found = ", ".join(f"{n} {d:.1e}" for n, d in p.differences.items()) or p.failure
        lines.append(f"| {p.name} | {found} | {p.tolerance:.0e} | {'yes' if p.ok else 'NO'} |")
    for table in results["tables"]:
        lines += ["", table.title + ".", *([table.note] if table.note else []), "", *text_table(table)]
    return "\n".join(lines)


def text_table(table: Table) -> list[str]:
    compared = not table.section.startswith("flows")
    lines = [
        f"| contender | form | median ms | quartiles | {table.unit}/s | GFLOP/s | ours is faster by |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    mine = next((e for e in table.entries if e.times and is_ours(e.worker)), None)
    for e in table.entries:
        if e.failure:
            lines.append(f"| {e.label} | failed: {e.failure} | | | | | |")
            continue
        low, high = e.quartiles
        flops = f"{table.operations / e.median / 1e9:.0f}" if table.operations else ""
        if e.label in table.fractions:
            flops += f" ({table.fractions[e.label]:.0%} of the peak)"
        ratio = f"{e.median / mine.median:.2f}" if mine and compared and not is_ours(e.worker) else ""
        lines.append(
            f"| {e.label} | {form(e)} | {e.median * 1e3:.1f} | {low * 1e3:.1f} to {high * 1e3:.1f} | "
            f"{table.work / e.median:,.0f} | {flops} | {ratio} |"
        )
        lines += [
            f"| {e.label} | {v} at a time, not chosen | {s * 1e3:.1f} | one look | | | |"
            for v, s in e.tried.items()
            if v != e.chosen
        ]
    return lines


def form(entry: Entry) -> str:
    return f"{entry.chosen} at a time" if entry.chosen.isdigit() else ""


def as_json(results: dict) -> dict:
    """The main JDK's keys at the top, every JDK's under `jdks`."""
    by_worker = {w.about: keys(results, w) for w in results["ours"]}
    return {
        **next(iter(by_worker.values())),
        "jdks": by_worker,
        "peers": {"ran": results["peers"], "notRun": results["notRun"]},
        "parity": [
            {"name": p.name, "differences": p.differences, "tolerance": p.tolerance, "ok": p.ok} for p in results["parity"]
        ],
        "tables": [table_json(t) for t in results["tables"]],
        "machine": results["machine"],
        "options": results["options"],
    }


def keys(results: dict, worker: Worker) -> dict:
    """The figures that are promised, for one of our workers."""
    tables = {t.section: t for t in results["tables"]}
    out: dict[str, dict] = {}
    for section in ("step", "epoch", "score", "sample"):
        if section in tables:
            out[section] = {"ratioToBestPeer": tables[section].ratio(worker)}
    if "step" in tables:
        out["step"]["ratioToBestPeerWholeBatch"] = tables["step"].ratio_to_whole_batch(worker)
        out["step"]["fractionOfPeak"] = tables["step"].fractions.get(worker.about)
    if "epoch" in tables:
        out["epoch"]["ratioToBestPeerEveryRow"] = tables["epoch"].ratio(worker, "every row")
    em = {name.removeprefix("em-"): t.ratio(worker) for name, t in tables.items() if name.startswith("em-")}
    if em:
        found = [r for r in em.values() if r is not None]
        out["em"] = {"ratioToPeer": min(found, default=None), **em}
    return out


def table_json(table: Table) -> dict:
    return {
        "section": table.section,
        "title": table.title,
        "note": table.note,
        "unit": table.unit,
        "work": table.work,
        "operations": table.operations,
        "entries": [
            {
                "label": e.label,
                "variant": e.chosen,
                "seconds": e.times,
                "tried": e.tried,
                **({"failure": e.failure} if e.failure else {"median": e.median, "quartiles": e.quartiles}),
            }
            for e in table.entries
        ],
    }
