//! Payment of benefits (待遇支付): build, compare, approve, send, answer, repeat. Tables: payment_run, payment.
