"""What joining is compared with on labelled lists: splink 5, trained on the list itself, and a rule made with rapidfuzz.

Both are given what a careful user would give them, and their threshold is chosen with the truth at hand, each list's
own: no user could do better with them.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from bench.linkage_pairs import best_of

Record = Mapping[str, str]
FIELDS = ("name", "family", "given", "practice", "address", "street", "city", "state", "zip", "phone", "email")
_CREDENTIALS = frozenset("md do dpm dc np pa phd jr sr ii iii iv".split())


def prepared(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Plain lower-case text without punctuation, with the family and the given name apart."""
    records = []
    for row in rows:
        record = {field: _plain(row.get(field)) for field in FIELDS}
        name = str(row.get("name") or "").casefold()
        before, comma, after = name.partition(",")
        words = [word for word in _plain(f"{after} {before}" if comma and _plain(after) not in _CREDENTIALS else name).split() if word not in _CREDENTIALS]
        record["family"], record["given"] = (words[-1], words[0]) if words else ("", "")
        record["street"] = " ".join(record["address"].split()[:3])
        record["phone"] = "".join(filter(str.isdigit, record["phone"]))[-7:]
        record["zip"] = record["zip"][:5]
        records.append(record)
    return records


def _plain(value: object) -> str:
    return " ".join(re.findall(r"\w+", str(value or "").casefold()))


def splink_best(records: Sequence[Record], truth: Sequence[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of splink's clusters at the threshold that is best for this list."""
    return best_of(splink_pairs(records), truth)


def splink_pairs(records: Sequence[Record]) -> list[tuple[int, int, float]]:
    """Every pair splink weighs, with its probability, after training by expectation maximisation on the same list."""
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    filled = [field for field in FIELDS if sum(bool(record[field]) for record in records) > 0.02 * len(records)]
    comparisons: list[Any] = []
    for field, levels in (
        ("given", cl.JaroWinklerAtThresholds("given", [0.92, 0.8])),
        ("family", cl.JaroWinklerAtThresholds("family", [0.92, 0.8])),
        ("name", cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.75])),
        ("practice", cl.JaroWinklerAtThresholds("practice", [0.92, 0.8])),
        ("address", cl.JaroWinklerAtThresholds("address", [0.95, 0.85, 0.75])),
        ("city", cl.JaroWinklerAtThresholds("city", [0.92, 0.8])),
        ("state", cl.ExactMatch("state")),
        ("zip", cl.LevenshteinAtThresholds("zip", [1])),
        ("phone", cl.LevenshteinAtThresholds("phone", [1])),
        ("email", cl.JaroWinklerAtThresholds("email", [0.92, 0.8])),
    ):
        if field in filled:
            is_name = field in {"given", "family", "name", "practice", "city"}
            comparisons.append(levels.configure(term_frequency_adjustments=True) if is_name else levels)
    keys = [("family", "given"), ("family",), ("phone",), ("street",), ("email",), ("given", "zip"), ("name",), ("practice", "family"), ("given", "city")]
    blocks = [block_on(*key) for key in keys if set(key) <= set(filled)]
    api = DuckDBAPI()
    columns = ", ".join(f"nullif({field}, '') as {field}" for field in filled)
    con = api.duckdb_con
    con.execute(f"create table raw (unique_id integer, {', '.join(f'{field} varchar' for field in filled)})")
    con.executemany(f"insert into raw values ({', '.join('?' * (len(filled) + 1))})", [[at, *(record[field] for field in filled)] for at, record in enumerate(records)])
    con.execute(f"create table list as select unique_id, {columns} from raw")
    frame = api.register("list")
    linker = Linker(frame, SettingsCreator(link_type="dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=blocks), log_level="ERROR")
    certain = [block_on(*key) for key in (("name", "street"), ("name", "phone"), ("name", "practice"), ("name", "email")) if set(key) <= set(filled)]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for key in ("family", "street", "zip"):
        if key in filled:
            try:
                linker.training.estimate_parameters_using_expectation_maximisation(block_on(key))
            except Exception as error:
                print(f"  splink: training on {key}: {error}")
    found = linker.inference.predict(threshold_match_probability=0.01)
    name = found.physical_name
    return con.execute(f"select unique_id_l, unique_id_r, match_probability from {name}").fetchall()


def rule_pairs(records: Sequence[Record]) -> dict[str, list[tuple[int, int, float]]]:
    """Every pair that shares a word of name, street, telephone or e-mail, as two rules score it."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for at, record in enumerate(records):
        keys = {f"n{word}" for word in record["name"].split()} | {f"n{word[:4]}" for word in record["name"].split()}
        keys |= {f"{field}{record[field]}" for field in ("street", "phone", "email", "zip") if record[field]}
        for key in keys:
            blocks[key].append(at)
    seen = {(one, other) for block in blocks.values() if len(block) <= 300 for n, one in enumerate(block) for other in block[n + 1 :]}
    scored: dict[str, list[tuple[int, int, float]]] = {f"{share:.2f}": [] for share in (0.4, 0.5, 0.6, 0.75)}
    for one, other in seen:
        first, second = records[one], records[other]
        name = fuzz.token_sort_ratio(first["name"], second["name"])
        others = [
            fuzz.token_set_ratio(first[field], second[field])
            for field in ("address", "phone", "city", "zip", "practice", "email")
            if first[field] and second[field]
        ]
        rest = sum(others) / len(others) if others else name
        if name < 50 and rest < 80:
            continue
        for share in scored:
            scored[share].append((one, other, (float(share) * name + (1 - float(share)) * rest) / 100))
    return scored


def rule_best(records: Sequence[Record], truth: Sequence[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the rule with the weights and the threshold that are best for this list."""
    return max((best_of(pairs, truth) for pairs in rule_pairs(records).values()), key=lambda found: found[2])
