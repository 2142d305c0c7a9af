//! How a figure came about: formulas tell a tracer, a batch passes one that compiles to nothing.

use std::borrow::Cow;
use std::sync::Arc;

use kernel::Rounding;
use serde::{Serialize, Serializer};

use crate::law::Figure;
use crate::read::ParameterRef;

/// Receives the steps of a formula. A formula opens a step, computes, and closes it with what came out; steps opened in
/// between become its parts.
pub trait Trace {
    /// A step begins.
    fn open(&mut self);
    /// The step opened last is done. `step` is only called where someone listens.
    fn close(&mut self, step: impl FnOnce() -> Step);
    /// A step without parts.
    fn note(&mut self, step: impl FnOnce() -> Step) {
        self.open();
        self.close(step);
    }
}

/// Listens to nothing: for batches.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTrace;

impl Trace for NoTrace {
    #[inline(always)]
    fn open(&mut self) {}
    #[inline(always)]
    fn close(&mut self, _: impl FnOnce() -> Step) {}
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Chinese.
    pub zh: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

/// One step of a derivation (计算过程).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What it is.
    pub label: Label,
    /// What came out.
    pub value: String,
    /// How, in words of the inputs.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub formula: Cow<'static, str>,
    /// What went in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<StepInput>,
    /// The parameters of the law used, with their sources.
    #[serde(rename = "parameter", skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Arc<ParameterRef>>,
    /// How the value was rounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    /// Its parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// An input of a step. Written as the pair `[name, value]`, as decisions keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepInput {
    /// Its name in the formula.
    pub name: Cow<'static, str>,
    /// What it was.
    pub value: String,
    /// The parameter it was taken from; none for a fact of the case or what an earlier step gave.
    pub from: Option<String>,
}

impl Serialize for StepInput {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.name, &self.value).serialize(serializer)
    }
}

impl Step {
    /// A step with its name and result.
    pub fn new(
        zh: impl Into<Cow<'static, str>>,
        en: impl Into<Cow<'static, str>>,
        value: impl ToString,
    ) -> Step {
        Step {
            label: Label { zh: zh.into(), en: en.into() },
            value: value.to_string(),
            formula: Cow::Borrowed(""),
            inputs: Vec::new(),
            parameters: Vec::new(),
            rounding: None,
            steps: Vec::new(),
        }
    }

    /// How it was computed.
    #[must_use]
    pub fn by(mut self, formula: impl Into<Cow<'static, str>>) -> Step {
        self.formula = formula.into();
        self
    }

    /// An input that is a fact of the case.
    #[must_use]
    pub fn input(mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> Step {
        self.inputs.push(StepInput { name: name.into(), value: value.to_string(), from: None });
        self
    }

    /// An input taken from the law (or given in its place).
    #[must_use]
    pub fn figure<T: ToString>(mut self, name: impl Into<Cow<'static, str>>, figure: &Figure<T>) -> Step {
        let from = figure.parameter.as_ref().map(|parameter| parameter.id.clone());
        self.parameters.extend(figure.parameter.clone());
        self.inputs.push(StepInput { name: name.into(), value: figure.value.to_string(), from });
        self
    }

    /// A table of the law that the step read.
    #[must_use]
    pub fn cite(mut self, parameter: &Option<Arc<ParameterRef>>) -> Step {
        self.parameters.extend(parameter.clone());
        self
    }

    /// How the value was rounded.
    #[must_use]
    pub fn rounded(mut self, rounding: Rounding) -> Step {
        self.rounding = Some(rounding);
        self
    }
}

/// Keeps the whole tree.
#[derive(Clone, Debug, Default)]
pub struct Derivation {
    done: Vec<Step>,
    open: Vec<usize>,
}

impl Derivation {
    /// The steps on the top level, in order.
    pub fn into_steps(self) -> Vec<Step> {
        self.done
    }

    /// The steps on the top level, in order.
    pub fn steps(&self) -> &[Step] {
        &self.done
    }
}

impl Trace for Derivation {
    fn open(&mut self) {
        self.open.push(self.done.len());
    }

    fn close(&mut self, step: impl FnOnce() -> Step) {
        let parts = self.open.pop().unwrap_or(self.done.len());
        let mut step = step();
        step.steps = self.done.split_off(parts.min(self.done.len()));
        self.done.push(step);
    }
}
