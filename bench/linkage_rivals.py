"""What joining is compared with on labelled lists: splink, trained on the list itself, and a rule made with rapidfuzz.

Both are given what a careful user would give them, and their threshold (the rule's weights, too) is chosen with the
truth of each list at hand: nobody who uses them on a list of their own can do better.
"""

from __future__ import annotations

import csv
import logging
import re
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz

from bench.linkage_pairs import Judged, best_of

Record = Mapping[str, str]
Scored = list[tuple[int, int, float]]
FIELDS = ("name", "family", "given", "practice", "address", "street", "city", "state", "zip", "phone", "email")
BLOCKS = (
    ("family", "given"), ("family",), ("phone",), ("street",), ("email",), ("given", "zip"), ("name",),
    ("practice", "family"), ("given", "city"),
)  # fmt: skip
CERTAIN = (("name", "street"), ("name", "phone"), ("name", "practice"), ("name", "email"))
WEIGHTS = (0.4, 0.5, 0.6, 0.75)
_LARGE = 50_000  # records: from here on the pairs that share a ZIP are tens of millions, and teach nothing more
_CREDENTIALS = frozenset({"md", "do", "dpm", "dc", "np", "pa", "phd", "aprn"})


def prepared(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Plain lower-case text without punctuation, with the family and the given name apart."""
    records = []
    for row in rows:
        record = {field: _plain(row.get(field)) for field in FIELDS}
        before, comma, after = str(row.get("name") or "").partition(",")
        first_last = f"{after} {before}" if comma and _plain(after) not in _CREDENTIALS else before
        words = [word for word in _plain(first_last).split() if word not in _CREDENTIALS]
        record["name"] = " ".join(words)
        record["family"], record["given"] = (words[-1], words[0]) if words else ("", "")
        record["street"] = " ".join(record["address"].split()[:3])
        record["phone"] = "".join(filter(str.isdigit, record["phone"]))[-7:]
        record["zip"] = record["zip"][:5]
        records.append(record)
    return records


def _plain(value: object) -> str:
    return " ".join(re.findall(r"\w+", str(value or "").casefold()))


def splink_best(records: Sequence[Record], truth: Sequence[str]) -> Judged:
    """The clusters of splink at its best threshold."""
    return best_of(_splink_pairs(records), truth)


def _splink_pairs(records: Sequence[Record]) -> Scored:
    """Every pair splink weighs, with its probability, after training by expectation maximisation on the same list."""
    return _weighed_by_splink({"list": records})


def splink_links(rows: Sequence[Record], known: Sequence[Record]) -> Scored:
    """Every pair (row, known, probability) splink weighs between two lists, trained on them."""
    return _weighed_by_splink({"a_rows": rows, "b_known": known})


def _weighed_by_splink(lists: Mapping[str, Sequence[Record]]) -> Scored:
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    records = [record for each in lists.values() for record in each]
    filled = [field for field in FIELDS if sum(bool(record[field]) for record in records) > 0.02 * len(records)]
    api = DuckDBAPI()
    api.duckdb_con.execute("set enable_progress_bar = false")  # it would be printed among our figures
    tables = [_registered(api, name, filled, each) for name, each in lists.items()]
    blocks = [block_on(*key) for key in BLOCKS if set(key) <= set(filled)]
    settings = SettingsCreator(
        link_type="dedupe_only" if len(lists) == 1 else "link_only",
        comparisons=_comparisons(filled),
        blocking_rules_to_generate_predictions=blocks,
    )
    linker = Linker(tables if len(tables) > 1 else tables[0], settings, log_level="ERROR")
    certain = [block_on(*key) for key in CERTAIN if set(key) <= set(filled)]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    trained_on = {"name", "street"} if len(records) > _LARGE else {"name", "street", "zip"}
    for key in sorted(trained_on & set(filled)):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(key))
    found = linker.inference.predict(threshold_match_probability=0.01).physical_name
    query = f"select unique_id_l, unique_id_r, match_probability from {found}"
    return [(one, other, chance) for one, other, chance in api.duckdb_con.execute(query).fetchall()]


def _registered(api: Any, name: str, filled: Sequence[str], records: Sequence[Record]) -> Any:
    """A list as a table of splink's database, read from a file: a hundred thousand rows one by one take minutes."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerows([at, *(record[field] for field in filled)] for at, record in enumerate(records))
        file.flush()
        columns = {"unique_id": "integer", **dict.fromkeys(filled, "varchar")}
        api.duckdb_con.execute(
            f"create table {name} as select * from read_csv('{file.name}', header=false, columns={columns}, nullstr='')"
        )
    return api.register(name)


def _comparisons(filled: Sequence[str]) -> list[Any]:
    import splink.comparison_library as cl

    of_text = {"practice": [0.92, 0.8], "address": [0.95, 0.85, 0.75], "city": [0.92, 0.8], "email": [0.92, 0.8]}
    found: list[Any] = [cl.ForenameSurnameComparison("given", "family")]
    found += [cl.JaroWinklerAtThresholds(field, levels) for field, levels in of_text.items() if field in filled]
    found += [cl.LevenshteinAtThresholds(field, [1]) for field in ("zip", "phone") if field in filled]
    return found + ([cl.ExactMatch("state")] if "state" in filled else [])


def rule_best(records: Sequence[Record], truth: Sequence[str]) -> Judged:
    """A weighted mean of the names' likeness and that of everything else, at its best weight and threshold."""
    pairs = _rule_pairs(records)
    found = (
        best_of([(one, other, share * name + (1 - share) * rest) for one, other, name, rest in pairs], truth)
        for share in WEIGHTS
    )
    return max(found, key=lambda each: each.f1)


def _rule_pairs(records: Sequence[Record]) -> list[tuple[int, int, float, float]]:
    """Pairs that share a word of the name, street, telephone, e-mail or ZIP: how alike names and the rest are."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for at, record in enumerate(records):
        words = record["name"].split()
        keys = {f"name {word}" for word in words} | {f"name {word[:4]}" for word in words}
        keys |= {f"{field} {record[field]}" for field in ("street", "phone", "email", "zip") if record[field]}
        for key in keys:
            blocks[key].append(at)
    small = (block for block in blocks.values() if len(block) <= 300)
    pairs = []
    for one, other in {pair for block in small for pair in combinations(block, 2)}:
        first, second = records[one], records[other]
        name = fuzz.token_sort_ratio(first["name"], second["name"])
        others = [
            fuzz.token_set_ratio(first[field], second[field])
            for field in ("address", "phone", "city", "zip", "practice", "email")
            if first[field] and second[field]
        ]
        pairs.append((one, other, name, sum(others) / len(others) if others else name))
    return pairs
