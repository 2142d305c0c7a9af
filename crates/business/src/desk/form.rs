//! Forms as data: what a service asks, and how an answer becomes a checked value. Page, API schema and check are one list.

use std::collections::BTreeMap;

use kernel::{
    BankCard, CreditCode, Date, FeeMonth, Fen, IdNumber, Insurance, Phone, Problem, Rate, RegionCode, Result,
};
use rules::InsuranceSet;
use serde_json::Value as Json;

use super::codes;
use super::text::Text;
use crate::Office;

/// Above this a share of the average wage, in percent, is taken for a slip of the pen.
const SHARE_MOST: Rate = Rate::from_nano(1_000 * 1_000_000_000);

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The stored word.
    pub key: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What kind of answer.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Free text of at most so many characters.
    Line(usize),
    /// A citizen's number.
    IdNumber,
    /// A mobile telephone number.
    Phone,
    /// A bank account or card number.
    BankCard,
    /// A unit's credit code.
    CreditCode,
    /// A region code.
    Region,
    /// A fee month.
    Month,
    /// A day.
    Day,
    /// Yuan, more than nothing.
    Money,
    /// One of these.
    Choice(&'static [(&'static str, Text)]),
    /// A share of the average wage in percent: one of those the law lists, else any.
    Share(fn(&Office, Date) -> Result<Vec<Choice>>),
    /// Some of these insurances.
    Insurances(&'static [Insurance]),
    /// Yes or no.
    YesNo,
}

/// A question on a form.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Stable name, in pages and in the API.
    pub key: &'static str,
    /// The question.
    pub label: Text,
    /// What helps to answer.
    pub hint: Text,
    /// What kind of answer.
    pub kind: Kind,
    /// Must it be answered?
    pub required: bool,
}

/// A required question.
pub const fn ask(key: &'static str, label: Text, kind: Kind) -> Field {
    Field { key, label, hint: Text::NONE, kind, required: true }
}

impl Field {
    /// With a hint.
    pub const fn hint(self, hint: Text) -> Field {
        Field { hint, ..self }
    }

    /// May be left out.
    pub const fn optional(self) -> Field {
        Field { required: false, ..self }
    }

    /// What may be chosen, where something is.
    pub fn choices(&self, office: &Office, on: Date) -> Result<Vec<Choice>> {
        let choice = |key: &str, zh: &str, en: &str| Choice {
            key: key.to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
        };
        Ok(match self.kind {
            Kind::Choice(all) => all.iter().map(|(key, text)| choice(key, text.zh, text.en)).collect(),
            Kind::Share(offer) => offer(office, on)?,
            Kind::Insurances(all) => all.iter().map(|one| choice(one.key(), one.zh(), one.en())).collect(),
            _ => Vec::new(),
        })
    }

    /// The answer made plain, or what is wrong with it.
    fn check(&self, office: &Office, on: Date, text: &str) -> Result<String> {
        let text = text.trim();
        let offered = |key: &str| -> Result<String> {
            let known = self.choices(office, on)?;
            match known.iter().any(|choice| choice.key == key) {
                true => Ok(key.to_owned()),
                false => {
                    let words: Vec<String> = known.into_iter().map(|choice| choice.zh).collect();
                    Err(codes::NOT_OFFERED.with("known", words.join("、")))
                }
            }
        };
        match self.kind {
            Kind::Line(most) if text.chars().count() > most => Err(codes::TOO_LONG.with("most", most)),
            Kind::Line(_) => Ok(text.to_owned()),
            Kind::IdNumber => IdNumber::parse(text).map(|number| number.expose().to_owned()),
            Kind::Phone => Phone::parse(text).map(|phone| phone.expose().to_owned()),
            Kind::BankCard => BankCard::parse(text).map(|card| card.expose().to_owned()),
            Kind::CreditCode => CreditCode::parse(text).map(|code| code.as_str().to_owned()),
            Kind::Region => RegionCode::parse(text).map(|code| code.as_str().to_owned()),
            Kind::Month => match FeeMonth::parse(text) {
                Some(month) => Ok(month.to_string()),
                None => Err(codes::NO_MONTH.problem()),
            },
            Kind::Day => match text.parse::<Date>() {
                Ok(day) => Ok(day.to_string()),
                Err(_) => Err(codes::NO_DAY.problem()),
            },
            Kind::Money => match Fen::parse_yuan(text) {
                Some(amount) if amount > Fen::ZERO => Ok(amount.to_string()),
                _ => Err(codes::NO_AMOUNT.problem()),
            },
            Kind::Share(_) if self.choices(office, on)?.is_empty() => {
                match Rate::parse(text.trim_end_matches('%')) {
                    Some(share) if share > Rate::ZERO && share <= SHARE_MOST => Ok(share.to_string()),
                    _ => Err(codes::NO_SHARE.problem()),
                }
            }
            Kind::Choice(_) | Kind::Share(_) => offered(text),
            Kind::Insurances(_) => {
                let words: Vec<&str> = text.split(',').filter(|word| !word.is_empty()).collect();
                words
                    .iter()
                    .map(|word| offered(word))
                    .collect::<Result<Vec<_>>>()
                    .map(|words| words.join(","))
            }
            Kind::YesNo => match text {
                "yes" | "true" => Ok("yes".to_owned()),
                "no" | "false" => Ok("no".to_owned()),
                _ => Err(codes::YES_OR_NO.problem()),
            },
        }
    }

    /// The answer as it may be shown and logged.
    fn masked(&self, text: &str) -> String {
        match self.kind {
            Kind::IdNumber => IdNumber::parse(text).map(|number| number.masked()).unwrap_or_default(),
            Kind::Phone => Phone::parse(text).map(|phone| phone.masked()).unwrap_or_default(),
            Kind::BankCard => BankCard::parse(text).map(|card| card.masked()).unwrap_or_default(),
            _ => text.to_owned(),
        }
    }
}

/// Checked answers of a form.
#[derive(Clone, Default)]
pub struct Answers {
    form: &'static [Field],
    given: BTreeMap<&'static str, String>,
}

impl Answers {
    /// Checks what was given against a form, all of it.
    ///
    /// # Errors
    /// Everything that is wrong, each at its field, in the order of the form.
    pub fn check(
        office: &Office,
        on: Date,
        form: &'static [Field],
        given: &BTreeMap<String, String>,
    ) -> Result<Answers, Vec<Problem>> {
        let mut answers = Answers { form, given: BTreeMap::new() };
        let mut wrong = Vec::new();
        for field in form {
            let text = given.get(field.key).map_or("", |text| text.trim());
            if text.is_empty() {
                if field.required {
                    wrong.push(
                        codes::REQUIRED
                            .with("label", field.label.zh)
                            .with("label_en", field.label.en)
                            .at(field.key, ""),
                    );
                }
                continue;
            }
            match field.check(office, on, text) {
                Ok(plain) => {
                    answers.given.insert(field.key, plain);
                }
                Err(problem) => wrong.push(problem.at(field.key, text)),
            }
        }
        let known = |name: &str| form.iter().any(|field| field.key == name);
        for name in given.keys().filter(|name| !known(name)) {
            wrong.push(codes::UNKNOWN_FIELD.with("field", name).at(name, ""));
        }
        if wrong.is_empty() { Ok(answers) } else { Err(wrong) }
    }

    /// The field and its answer, in the order of the form; none where it was left out.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Field, Option<&str>)> {
        self.form.iter().map(|field| (field, self.text(field.key)))
    }

    /// As given, made plain.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.given.get(key).map(String::as_str)
    }

    /// Whether yes was answered.
    pub fn yes(&self, key: &str) -> bool {
        self.text(key) == Some("yes")
    }

    /// A text that the form requires.
    pub fn required(&self, key: &'static str) -> Result<&str> {
        self.text(key).ok_or_else(|| codes::REQUIRED.with("label", key).with("label_en", key).at(key, ""))
    }

    /// A month that the form requires.
    pub fn month(&self, key: &'static str) -> Result<FeeMonth> {
        FeeMonth::parse(self.required(key)?).ok_or_else(|| codes::NO_MONTH.problem().at(key, ""))
    }

    /// A day, if given.
    pub fn day(&self, key: &str) -> Option<Date> {
        self.text(key)?.parse().ok()
    }

    /// An amount that the form requires.
    pub fn money(&self, key: &'static str) -> Result<Fen> {
        Fen::parse_yuan(self.required(key)?).ok_or_else(|| codes::NO_AMOUNT.problem().at(key, ""))
    }

    /// A citizen's number that the form requires.
    pub fn id_number(&self, key: &'static str) -> Result<IdNumber> {
        IdNumber::parse(self.required(key)?)
    }

    /// Insurances that the form requires.
    pub fn insurances(&self, key: &'static str) -> Result<InsuranceSet> {
        let words = self.required(key)?.split(',');
        Ok(words.filter_map(Insurance::from_key).fold(InsuranceSet::EMPTY, InsuranceSet::with))
    }

    /// Everything with personal numbers masked: for the matter, the audit trail, the decision.
    pub fn masked(&self) -> Json {
        let shown =
            self.iter().filter_map(|(field, text)| Some((field.key.to_owned(), field.masked(text?).into())));
        Json::Object(shown.collect())
    }

    /// Everything in full, to be sealed.
    pub(super) fn full(&self) -> String {
        Json::from_iter(self.given.iter().map(|(key, text)| ((*key).to_owned(), Json::from(text.as_str()))))
            .to_string()
    }
}
