//! Tables in and out: .xlsx, .xls and CSV as rows, their columns by header, results and templates as files.
//!
//! Reading: [`open`] or [`read`] gives a [`Table`] in bounded memory; [`Layout::records`] finds its columns and gives
//! [`Record`]s. Writing: [`Writer`], [`FailedRows`], [`Layout::write_template`].
//! Pure apart from the files it is given and anonymous temporary files: no clock, no randomness, no database.
//! Not here: what the cells mean to a business (`business`), payment messages (`bank`), printed documents (`print`).

pub mod codes;
mod column;
mod csv;
mod failed;
pub mod layouts;
mod merge;
mod number;
mod record;
mod table;
mod template;
mod write;
mod xls;
mod xlsx;

pub use column::{Column, Content, Header, Layout};
pub use failed::FailedRows;
pub use record::{Record, Records};
pub use table::{Cell, Format, Limits, Row, Table, open, read};
pub use write::{Value, Writer};
