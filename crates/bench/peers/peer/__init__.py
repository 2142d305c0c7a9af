"""The same five insurances as an OpenFisca country package. The figures come from the platform's own law through a file
that the environment variable FIGURES names; amounts are whole fen, rates are billionths."""

import json
import os

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

with open(os.environ["FIGURES"], encoding="utf-8") as file:
    FIGURES = json.load(file)

HALF, SCALE = 500_000_000, 1_000_000_000

Person = build_entity(key="person", plural="persons", label="An employee", is_person=True)


class wage(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH
    label = "Declared wage in fen"


def base_of(line):
    class Base(Variable):
        value_type = int
        entity = Person
        definition_period = MONTH
        label = f"Base of {line['key']}"

        def formula(person, period, parameters):
            figures = parameters(period)[line["key"]]
            return numpy.clip(person("wage", period), figures.floor, figures.ceiling)

    Base.__name__ = f"{line['key']}_base"
    return Base


def part_of(line, part):
    class Part(Variable):
        value_type = int
        entity = Person
        definition_period = MONTH
        label = f"{part} part of {line['key']}"

        def formula(person, period, parameters):
            figures = parameters(period)[line["key"]]
            base = person(f"{line['key']}_base", period).astype(numpy.int64)
            return (base * figures[f"{part}_rate"] + HALF) // SCALE + figures[f"{part}_fixed"]

    Part.__name__ = f"{line['key']}_{part}"
    return Part


PARTS = [f"{line['key']}_{part}" for line in FIGURES["lines"] for part in ("unit", "person")]


class CountryTaxBenefitSystem(TaxBenefitSystem):
    def __init__(self):
        super().__init__([Person])
        values = {
            line["key"]: {name: {"values": {"2000-01-01": {"value": line[name]}}} for name in line if name != "key"}
            for line in FIGURES["lines"]
        }
        self.parameters = ParameterNode("", data=values)
        self.add_variable(wage)
        for line in FIGURES["lines"]:
            self.add_variable(base_of(line))
            for part in ("unit", "person"):
                self.add_variable(part_of(line, part))
