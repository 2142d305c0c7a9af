"""One case from JSON to answer in OpenFisca, again and again. Prints [seconds a case, the amounts of the last]."""

import json
import sys
import time

from openfisca_core.simulations import SimulationBuilder

from peer import FIGURES, PARTS, CountryTaxBenefitSystem

SYSTEM = CountryTaxBenefitSystem()
MONTH = FIGURES["month"]
CASE = json.dumps({"persons": {"one": {"wage": {MONTH: FIGURES["wage"]}}}})


def case():
    simulation = SimulationBuilder().build_from_entities(SYSTEM, json.loads(CASE))
    return json.dumps({part: int(simulation.calculate(part, MONTH)[0]) for part in PARTS})


times = int(sys.argv[1])
case()
start = time.perf_counter()
for _ in range(times):
    answer = case()
seconds = (time.perf_counter() - start) / times
print(json.dumps([seconds, list(json.loads(answer).values())]))
