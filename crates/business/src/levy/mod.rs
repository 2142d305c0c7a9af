//! Assessment (缴费核定): from declared wages to bills; differences and back payment. Tables: calendar, levy_run, bill, bill_line, contribution, subsidy.
