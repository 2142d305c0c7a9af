//! Forms as data: groups of fields with hint, value and error. What was typed is kept, whatever was wrong with it.

use super::Link;

/// Questions with a button.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form {
    /// Id of the element, unique on the page.
    pub(crate) id: String,
    /// Where it goes.
    pub(crate) action: String,
    /// How it goes there.
    pub(crate) method: Method,
    /// Sent along unseen.
    pub(crate) hidden: Vec<(String, String)>,
    /// Fields, grouped.
    pub(crate) groups: Vec<Group>,
    /// What the button says: what it does, not "OK".
    pub(crate) submit: String,
    /// More buttons of the same form: field name, value, text.
    pub(crate) others: Vec<(String, String, String)>,
    /// The way out.
    pub(crate) cancel: Option<Link>,
    /// Errors of no single field.
    pub(crate) errors: Vec<String>,
    /// Where a single field may be checked by the server's own rules while the form is filled in: the form's fields are
    /// posted there, `_field` names the one that changed; the answer is `{"error": text or null}`.
    pub(crate) check: Option<String>,
    /// One question on its own page: the label of its first field, or the legend of its group, is the page's heading.
    pub(crate) question: bool,
    /// Fields stand beside each other where there is room: filters and the dense pages of professionals. With
    /// [`Method::Get`] a script fetches the content of the page alone.
    pub(crate) inline: bool,
    /// The button cannot be taken back: it is drawn as a warning.
    pub(crate) danger: bool,
}

/// How a form is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Method {
    /// It changes something.
    #[default]
    Post,
    /// It only asks, and its address can be kept.
    Get,
}

/// Fields that belong together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    /// Heading of the group.
    pub(crate) legend: Option<String>,
    /// Explains the group.
    pub(crate) hint: Option<String>,
    /// In order.
    pub(crate) fields: Vec<Field>,
}

/// A question.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Name, and id of the input.
    pub(crate) name: String,
    /// The question.
    pub(crate) label: String,
    /// What a good answer looks like.
    pub(crate) hint: Option<String>,
    /// May be left out; marked in words.
    pub(crate) optional: bool,
    /// How it is answered.
    pub(crate) input: Input,
    /// What was typed or chosen; several only where several may be chosen.
    pub(crate) values: Vec<String>,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
    /// Lets the browser fill it in (`autocomplete`).
    pub(crate) autocomplete: Option<&'static str>,
    /// Cannot be changed here.
    pub(crate) locked: bool,
}

/// How a question is answered.
#[derive(Clone, Debug)]
pub(crate) enum Input {
    /// A line of so many characters, which sets the width of the box.
    Text(u16),
    /// Digits that are not counted with: an ID number, a telephone number.
    Digits(u16),
    /// A whole number with its unit.
    Number(String),
    /// An amount in yuan.
    Money,
    /// `2024-09`; other ways of writing a month are read too.
    Month,
    /// `2024-09-01`; other ways of writing a day are read too.
    Date,
    /// A password that is asked for (`current`) or set.
    Password {
        /// Is it the present one?
        current: bool,
    },
    /// A code that was sent or shown.
    OneTimeCode,
    /// One of many.
    Select(Vec<Choice>),
    /// One of a few.
    Radios(Vec<Choice>),
    /// Any of a few.
    Checkboxes(Vec<Choice>),
    /// Files.
    File {
        /// For `accept`: `.xlsx,.csv`.
        accept: String,
        /// More than one?
        multiple: bool,
        /// The limit as text: "10 MB".
        limit: String,
    },
    /// Several lines.
    Area(u16),
}

/// An answer to choose.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    /// Sent when chosen.
    pub(crate) value: String,
    /// What it says.
    pub(crate) label: String,
    /// Explains it.
    pub(crate) hint: Option<String>,
}

impl Choice {
    /// An answer.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), hint: None }
    }

    /// With an explanation.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Choice {
        Choice { hint: Some(hint.into()), ..self }
    }
}

impl Field {
    /// A question that has to be answered.
    pub(crate) fn new(name: impl Into<String>, label: impl Into<String>, input: Input) -> Field {
        Field {
            name: name.into(),
            label: label.into(),
            hint: None,
            optional: false,
            input,
            values: Vec::new(),
            error: None,
            autocomplete: None,
            locked: false,
        }
    }

    /// With a hint.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Field {
        Field { hint: Some(hint.into()), ..self }
    }

    /// May be left out.
    pub(crate) fn optional(self) -> Field {
        Field { optional: true, ..self }
    }

    /// Filled in.
    pub(crate) fn value(self, value: impl Into<String>) -> Field {
        Field { values: vec![value.into()], ..self }
    }

    /// What was typed, for inputs with one value.
    pub(super) fn typed(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    pub(super) fn chosen(&self, value: &str) -> bool {
        self.values.iter().any(|chosen| chosen == value)
    }

    /// Attributes of a one-line input beside its name and value. Nothing in it comes from outside.
    pub(super) fn typing(&self) -> String {
        let (size, keyboard, fill) = match self.input {
            Input::Text(size) => (size.min(48), "text", None),
            Input::Digits(size) => (size, "numeric", None),
            Input::Month => (9, "numeric", Some("off")),
            Input::OneTimeCode => (9, "numeric", Some("one-time-code")),
            _ => (12, "numeric", None),
        };
        let fill = self.autocomplete.or(fill);
        let fill = fill.map_or_else(String::new, |word| format!(" autocomplete=\"{word}\""));
        format!(" size=\"{size}\" inputmode=\"{keyboard}\"{fill}")
    }

    /// Radios and checkboxes are a group of their own with a legend.
    pub(super) fn is_set(&self) -> bool {
        matches!(self.input, Input::Radios(_) | Input::Checkboxes(_))
    }

    /// The id that a link of the error summary leads to: the first box of a set, else the input.
    pub(super) fn target(&self) -> String {
        if self.is_set() { format!("{}-1", self.name) } else { self.name.clone() }
    }

    /// For `aria-describedby`.
    pub(super) fn described_by(&self) -> String {
        let hint = self.hint.is_some().then(|| format!("{}-hint", self.name));
        let error = self.error.is_some().then(|| format!("{}-error", self.name));
        [hint, error].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// An error with the id of the input it is about.
#[derive(Clone, Debug)]
pub(crate) struct FieldError {
    /// Id to go to.
    pub(crate) target: String,
    /// The same text as beside the field.
    pub(crate) text: String,
}

impl Form {
    /// A form of one group without a heading.
    pub(crate) fn of(action: impl Into<String>, submit: impl Into<String>, fields: Vec<Field>) -> Form {
        Form {
            id: "form".to_owned(),
            action: action.into(),
            submit: submit.into(),
            groups: vec![Group { fields, ..Group::default() }],
            ..Form::default()
        }
    }

    fn fields_mut(&mut self) -> impl Iterator<Item = &mut Field> {
        self.groups.iter_mut().flat_map(|group| &mut group.fields)
    }

    /// All fields in order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.groups.iter().flat_map(|group| &group.fields)
    }

    /// Keeps what was typed. Answers to questions that the form does not ask are left out; files cannot be kept.
    pub(crate) fn fill<'a>(&mut self, answers: impl IntoIterator<Item = (&'a str, &'a str)>) {
        let answers: Vec<_> = answers.into_iter().collect();
        for field in self.fields_mut().filter(|field| !matches!(field.input, Input::Password { .. })) {
            let given = answers.iter().filter(|(name, _)| *name == field.name);
            let values: Vec<String> = given.map(|(_, value)| (*value).to_owned()).collect();
            if !values.is_empty() {
                field.values = values;
            }
        }
    }

    /// Says what is wrong with a field; with none of that name it is said of the whole form.
    pub(crate) fn refuse(&mut self, name: &str, text: impl Into<String>) {
        let text = text.into();
        if let Some(field) = self.fields_mut().find(|field| field.name == name) {
            field.error = Some(text);
            return;
        }
        self.errors.push(text);
    }

    /// Everything that is wrong, in the order of the page.
    pub(crate) fn problems(&self) -> Vec<FieldError> {
        let general =
            self.errors.iter().map(|text| FieldError { target: self.id.clone(), text: text.clone() });
        let fields = self.fields().filter_map(|field| {
            let text = field.error.clone()?;
            Some(FieldError { target: field.target(), text })
        });
        general.chain(fields).collect()
    }

    /// Is the field's label the heading of the page?
    pub(super) fn is_headed_by(&self, field: &Field) -> bool {
        let first = self.groups.first().filter(|group| group.legend.is_none());
        let first = first.and_then(|group| group.fields.first());
        self.question && first.is_some_and(|first| first.name == field.name)
    }

    pub(super) fn sends_files(&self) -> bool {
        self.fields().any(|field| matches!(field.input, Input::File { .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, Form, Input};

    #[test]
    fn what_was_typed_is_kept_and_errors_lead_to_their_fields() {
        let fields = vec![
            Field::new("name", "姓名", Input::Text(20)),
            Field::new("kinds", "险种", Input::Checkboxes(Vec::new())),
            Field::new("password", "密码", Input::Password { current: true }),
        ];
        let mut form = Form::of("/x", "提交", fields);
        form.fill([
            ("name", " 王 芳 "),
            ("kinds", "a"),
            ("kinds", "b"),
            ("password", "secret"),
            ("other", "1"),
        ]);
        form.refuse("kinds", "请少选一项");
        form.refuse("nobody", "请稍后再试");
        let typed: Vec<_> = form.fields().map(|field| field.values.clone()).collect();
        assert_eq!(typed, [vec![" 王 芳 "], vec!["a", "b"], vec![]], "passwords are not sent back");
        let problems: Vec<_> = form.problems().into_iter().map(|p| (p.target, p.text)).collect();
        let expected = [("form", "请稍后再试"), ("kinds-1", "请少选一项")];
        assert_eq!(problems, expected.map(|(target, text)| (target.to_owned(), text.to_owned())));
    }
}
