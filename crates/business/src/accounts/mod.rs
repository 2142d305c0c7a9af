//! Personal accounts (个人账户): credited on receipt, yearly interest, statement. Tables: account, account_entry, account_year, interest_run.
