"""A month of many employees in numpy, polars and OpenFisca. Prints a JSON object: name -> [seconds, sums of the amounts]."""

import json
import os
import statistics
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "2"

import numpy
import polars
from openfisca_core.simulations import SimulationBuilder

from peer import FIGURES, HALF, PARTS, SCALE, CountryTaxBenefitSystem

LINES = FIGURES["lines"]
WAGES = numpy.fromfile(FIGURES["wages"], dtype="<i8")
ROUNDS = int(sys.argv[1])


def measure(work):
    """Median seconds of some rounds after one to warm up, and what the last came to."""
    work()
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        amounts = work()
        seconds.append(time.perf_counter() - start)
    return [statistics.median(seconds), [int(amount.sum()) for amount in amounts]]


def plain():
    amounts = []
    for line in LINES:
        base = numpy.clip(WAGES, line["floor"], line["ceiling"])
        for part in ("unit", "person"):
            amounts.append((base * line[f"{part}_rate"] + HALF) // SCALE + line[f"{part}_fixed"])
    return amounts


OUT = [numpy.empty_like(WAGES) for _ in PARTS]
BASE = numpy.empty_like(WAGES)


def preallocated():
    out = iter(OUT)
    for line in LINES:
        numpy.clip(WAGES, line["floor"], line["ceiling"], out=BASE)
        for part in ("unit", "person"):
            amount = next(out)
            numpy.multiply(BASE, line[f"{part}_rate"], out=amount)
            numpy.add(amount, HALF, out=amount)
            numpy.floor_divide(amount, SCALE, out=amount)
            numpy.add(amount, line[f"{part}_fixed"], out=amount)
    return OUT


FRAME = polars.LazyFrame({"wage": WAGES})


def in_polars():
    wage = polars.col("wage")
    columns = [
        ((wage.clip(line["floor"], line["ceiling"]) * line[f"{part}_rate"] + HALF) // SCALE + line[f"{part}_fixed"]).alias(
            f"{line['key']}_{part}"
        )
        for line in LINES
        for part in ("unit", "person")
    ]
    return FRAME.select(columns).collect().get_columns()


SYSTEM = CountryTaxBenefitSystem()
MONTH = FIGURES["month"]


def in_openfisca():
    simulation = SimulationBuilder().build_default_simulation(SYSTEM, count=len(WAGES))
    simulation.set_input("wage", MONTH, WAGES.astype(numpy.int32))
    return [simulation.calculate(part, MONTH).astype(numpy.int64) for part in PARTS]


print(
    json.dumps(
        {
            "numpy": measure(plain),
            "numpy-preallocated": measure(preallocated),
            "polars-2-threads": measure(in_polars),
            "openfisca-core": measure(in_openfisca),
        }
    )
)
