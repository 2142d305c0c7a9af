//! Registry (参保登记): people, units, participation, wages, families, employment, cards. Tables: party, person_*, unit_fact, participation, wage, family, employment, unemployment, card.
