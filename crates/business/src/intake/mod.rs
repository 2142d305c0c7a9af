//! Files of rows (批量业务): check run, real run, failed rows, take-over from another system. Table: intake.
