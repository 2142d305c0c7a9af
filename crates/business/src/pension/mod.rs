//! Pension (养老待遇): retirement, award, re-award, adjustment, death. Tables: award, award_amount, claim.
