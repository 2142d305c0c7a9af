-- Residents owe once a year: the monthly assessment finds them without looking at everybody who is insured.
CREATE INDEX participation_resident ON participation (person, insurance) WHERE category = 3;
