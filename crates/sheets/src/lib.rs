//! Tables in and out: .xlsx, .xls and CSV as rows, their columns by header, results and templates as files.
//!
//! Reading: [`open`] or [`read`] gives a [`Table`] in bounded memory; [`Layout::records`] finds its columns and gives
//! [`Record`]s; [`Layout::survey`] looks at a file first, for people to say what its headers mean. Writing: [`Writer`], [`FailedRows`], [`Layout::write_template`].
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
mod survey;
mod table;
mod template;
mod write;
mod xls;
mod xlsx;

pub use column::{Column, Content, Header, Layout, Naming};
pub use failed::FailedRows;
pub use record::{Record, Records};
pub use survey::{Survey, Surveyed};
pub use table::{Cell, Format, Limits, Row, Table, open, read};
pub use write::{Value, Writer};
