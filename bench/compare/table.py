"""From runs to tables: medians, and ratios to the yardstick within a round."""
from statistics import median

from scenarios import CURVES, SCENARIOS
from servers import SERVERS

NOISY = 0.35  # cores that somebody else used; such runs count only where there is no other
FAULTS = ("lost", "doubled", "disordered", "unlike_order", "stray", "cut")

# mode: (what is compared, its heading, digits, factor, further columns)
_LATENCY = (("p50_us", "p50 ms", 2, 1e-3), ("p99_us", "p99 ms", 2, 1e-3))
_CPU = (("server_cpu_s_per_million", "server CPU s a million", 2, 1), ("server_cores", "server cores", 2, 1), ("generator_cores", "generator cores", 2, 1))
MAIN = {
    "fanout": ("deliveries_per_s", "deliveries a second", 0, 1, _CPU + _LATENCY),
    "open": ("p99_us", "p99 ms", 2, 1e-3, (("p50_us", "p50 ms", 2, 1e-3), ("p999_us", "p99.9 ms", 2, 1e-3)) + _CPU),
    "private": ("round_trips_per_s", "round trips a second", 0, 1, _CPU + _LATENCY),
    "storm": ("connects_per_s", "connects a second", 0, 1, (("server_cpu_s", "server CPU s", 2, 1), ("generator_cpu_s", "generator CPU s", 2, 1))),
    "idle": ("bytes_each", "bytes a connection", 0, 1, (("server_kb", "server MiB at the end", 1, 1 / 1024), ("idle_cores", "cores while idle", 3, 1))),
}


def faults(row):
    found = {name: row[name] for name in FAULTS if row.get(name)}
    if "failed" in row:
        found["failed"] = row["failed"]
    elif row.get("complete") is False:
        found["incomplete"] = 1
    return found


def one_line(row):
    start = f"{row['round']} {row['scenario']:9} {row['server']:16}"
    if "failed" in row:
        return f"{start} FAILED {row['failed']}"
    key, heading, digits, factor, more = MAIN[row["mode"]]
    values = [f"{_number(row[k] * f, d)} {h}" for k, h, d, f in ((key, heading, digits, factor), *more)]
    noise = f"; others {row['other_cores']} cores" if row.get("other_cores", 0) > NOISY else ""
    shout = f"   !!! {faults(row)} {row['notes']}" if faults(row) else ""
    return f"{start} {', '.join(values)}{noise}{shout}"


def summary(rows):
    return {"about": rows[-1]["about"] if rows else {}, "parley_commits": _distinct(rows, lambda r: r["about"]["parley_commit"]),
            "scenarios": {name: {"what": SCENARIOS[name].what, "servers": _summaries(rows, name)} for name in _in_order(rows)}, "runs": rows}


def _summaries(rows, scenario):
    result = {}
    for server in SERVERS:
        all_of_it = [r for r in rows if r["scenario"] == scenario and r["server"] == server]
        good = [r for r in all_of_it if "failed" not in r]
        if not all_of_it:
            continue
        entry = {"runs": len(all_of_it), "faults": _sum(map(faults, all_of_it))}
        if good:
            counted = [r for r in good if r.get("other_cores", 0) <= NOISY] or good
            key, _, _, _, more = MAIN[good[0]["mode"]]
            values = [r[key] for r in counted]
            entry |= {"counted": len(counted), "mode": good[0]["mode"], key: median(values), "lowest": min(values), "highest": max(values)}
            entry |= {k: median(r[k] for r in counted) for k, *_ in more}
            yardstick = {r["round"]: r[key] for r in rows if r["scenario"] == scenario and r["server"] == "limit" and r.get(key)}
            ratios = [r[key] / yardstick[r["round"]] for r in counted if r["round"] in yardstick]
            entry["ratio_to_limit"] = round(median(ratios), 3) if ratios else None
        result[server] = entry
    return result


def markdown(rows):
    if not rows:
        return "Nothing was measured.\n"
    parts = [_heading(rows)]
    shouted = [f"- **{r['scenario']}, {r['server']}, round {r['round']}: {', '.join(f'{k} {v}' for k, v in faults(r).items())}**" for r in rows if faults(r)]
    parts.append("**NOT CLEAN:**\n" + "\n".join(shouted) if shouted else f"{len(rows)} runs: lost 0, doubled 0, disordered 0, unlike order 0, cut 0.")
    for name in _in_order(rows):
        parts.append(_table(name, _summaries(rows, name)))
    parts += filter(None, (_curve(title, names, rows) for title, names in CURVES.items()))
    return "\n\n".join(parts) + "\n"


def _heading(rows):
    about = rows[-1]["about"]
    rounds = max(r["round"] for r in rows)
    busy = [r["other_cores"] for r in rows if "other_cores" in r]
    versions = "; ".join(v for v in dict.fromkeys(about["versions"].values()) if v)
    noise = f"; others used {max(0, median(busy)):.2f} cores meanwhile (median; {max(busy):.2f} at most)" if busy else ""
    return (f"{about['cores']} cores ({about['cpu']}), {about['memory_gib']} GiB, {about['system']}, Linux {about['kernel']}; data on {about['file_system_of_data']}; "
            f"{', '.join(_distinct(rows, lambda r: r['about']['date']))}; Parley {', '.join(_distinct(rows, lambda r: r['about']['parley_commit']))}; "
            f"medians of up to {rounds} rounds of {about['seconds']:g} s, interleaved{'; quick' if about['quick'] else ''}{noise}.\n\n{versions}.")


def _table(name, servers):
    mode = next((e["mode"] for e in servers.values() if "mode" in e), None)
    title = f"### {name}: {SCENARIOS[name].what}\n\n"
    if mode is None:
        return title + "All runs failed."
    key, heading, digits, factor, more = MAIN[mode]
    counts = [f for f in FAULTS if f != "stray"] if mode in ("fanout", "open") else ["lost", "doubled", "disordered", "cut"] if mode == "private" else ["cut"]
    columns = ["server", heading, "lowest - highest", "to `limit`", *(h for _, h, _, _ in more), " / ".join(c.replace("_", " ") for c in counts), "runs"]
    lines = [_row(columns), "|" + "---|" * len(columns)]
    for server, e in servers.items():
        if "mode" not in e:
            lines.append(_row([server, "**failed**"] + [""] * (len(columns) - 3) + [e["runs"]]))
            continue
        wrong = " / ".join(str(e["faults"].get(c, 0)) for c in counts)
        if e["faults"]:
            wrong = f"**{wrong}**"
        ratio = "-" if e["ratio_to_limit"] is None else f"{e['ratio_to_limit']:.2f}"
        lines.append(_row([server, _number(e[key] * factor, digits), f"{_number(e['lowest'] * factor, digits)} - {_number(e['highest'] * factor, digits)}", ratio,
                           *(_number(e[k] * f, d) for k, _, d, f in more), wrong, e["runs"] if e["counted"] == e["runs"] else f"{e['counted']} of {e['runs']}"]))
    return title + "\n".join(lines)


def _curve(title, names, rows):
    measured = [(name, _summaries(rows, name)) for name in names]
    measured = [(name, s) for name, s in measured if s]
    if len(measured) < 2:
        return None
    columns = ["server", *(f"{name}: p50 / p99 ms, CPU s a million" for name, _ in measured), "last to first: p50, p99, CPU"]
    lines = [_row(columns), "|" + "---|" * len(columns)]
    for server in SERVERS:
        entries = [s.get(server) for _, s in measured]
        if not all(e and "mode" in e for e in entries):
            continue
        cells = [f"{e['p50_us'] / 1e3:.2f} / {e['p99_us'] / 1e3:.2f}, {e['server_cpu_s_per_million']:.2f}" for e in entries]
        growth = [entries[-1][k] / entries[0][k] if entries[0][k] else float("nan") for k in ("p50_us", "p99_us", "server_cpu_s_per_million")]
        lines.append(_row([server, *cells, ", ".join(f"{g:.2f}" for g in growth)]))
    return f"### {title}\n\n" + "\n".join(lines)


def _row(cells):
    return "| " + " | ".join(map(str, cells)) + " |"


def _number(value, digits):
    return f"{value:,.{digits}f}"


def _sum(counts):
    total = {}
    for one in counts:
        for name, value in one.items():
            total[name] = total.get(name, 0) + (value if isinstance(value, int) else 1)
    return total


def _distinct(rows, of):
    return list(dict.fromkeys(map(of, rows)))


def _in_order(rows):
    measured = {r["scenario"] for r in rows}
    return [name for name in SCENARIOS if name in measured]
