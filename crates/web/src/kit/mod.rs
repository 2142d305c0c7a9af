//! The kit that every page is built from: a frame, and blocks of plain data that one template renders.
//!
//! Start at [`Page`]. A page is a title and a row of [`Block`]s; a form is fields as data ([`Form`]), so that any
//! service's form comes from the catalogue without a template of its own. Everything works without a script.
//! Not here: what a page says, and who may see it.

mod block;
mod derivation;
mod form;
mod frame;
mod page;
mod parts;
mod reader;
mod table;

pub(crate) use block::{Block, Blocks};
pub(crate) use derivation::{Derivation, Derived};
pub(crate) use form::{Choice, Field, Form, Group, Input, Method};
pub(crate) use frame::{Frame, Section};
pub(crate) use page::{Page, refusal};
pub(crate) use parts::{
    Action, Card, Checker, Confirmation, Empty, Event, Facts, KeyFigure, Link, Notice, Picture, Progress,
    Row, Stage, Steps, Tab, Tag, Task, TaskList, Tone,
};
pub(crate) use reader::{Display, Reader, SignedIn, Size, Theme, remember_language};
pub(crate) use table::{Cell, Column, Pager, Table};
