//! What an input may be, how it is read exactly, and how a schema describes it.

use kernel::{Date, FeeMonth, Fen, Problem, Rate, RegionCode, Regions, Result};
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json, json};

use crate::codes;
use crate::given::Given;

/// The kind of an input.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Yuan of a fund, a bill or an account: up to ten trillion, at most two decimals, not negative.
    Yuan,
    /// Yuan that may be negative.
    SignedYuan,
    /// A wage, base or sum of one person: up to a hundred million yuan.
    Wage,
    /// A share from 0 to 1.
    Share,
    /// A percentage from 0 to 1000; read as a share.
    Percent,
    /// A factor from 0 to 100.
    Factor,
    /// A decimal from 0 to a million: years, an index, a count.
    Number,
    /// A whole number between two bounds.
    Whole(i64, i64),
    /// A calendar year.
    Year,
    /// `2024-07-01`.
    Date,
    /// `2024-07`.
    Month,
    /// A region that exists (GB/T 2260).
    Region,
    /// One of these words; `_` and `-` are the same.
    Word(&'static [&'static str]),
    /// true or false.
    Flag,
    /// Any text, or a number as its digits: an identifier, a label.
    Text,
    /// A list.
    List(&'static Kind),
    /// A list of fixed length.
    Tuple(&'static [Kind]),
    /// A list that is one of these tuples, told apart by length.
    Tuples(&'static [&'static [Kind]]),
    /// An object with these keys.
    Record(&'static [Input]),
    /// An object with any keys.
    Map(&'static Kind),
    /// The kind, or null for an open end or a gap.
    OrNull(&'static Kind),
}

/// An input of a topic or of a record.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// Key.
    pub key: &'static str,
    /// Kind.
    pub kind: Kind,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// Nothing can be computed without it.
    pub required: bool,
    /// The parameter of the law that stands in for it.
    pub parameter: Option<&'static str>,
}

impl Input {
    /// An input that may be left out.
    pub const fn new(key: &'static str, kind: Kind, zh: &'static str, en: &'static str) -> Input {
        Input { key, kind, zh, en, required: false, parameter: None }
    }

    /// The same, without which nothing can be computed.
    pub const fn required(self) -> Input {
        Input { required: true, ..self }
    }

    /// The same, with the parameter that the law fills in.
    pub const fn or_law(self, parameter: &'static str) -> Input {
        Input { parameter: Some(parameter), ..self }
    }
}

/// An input that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Yuan.
    Money(Fen),
    /// A share, percentage (as a share) or decimal.
    Rate(Rate),
    /// A whole number or a year.
    Whole(i64),
    /// A day.
    Date(Date),
    /// A month.
    Month(FeeMonth),
    /// A region.
    Region(RegionCode),
    /// A word of the list.
    Word(&'static str),
    /// Yes or no.
    Flag(bool),
    /// Text.
    Text(String),
    /// A list or tuple.
    List(Vec<Value>),
    /// A record: as many places as declared inputs.
    Record(Vec<Option<Value>>),
    /// A map in the order given.
    Map(Vec<(String, Value)>),
    /// null.
    Null,
}

/// Most elements of a list or map.
const MOST: usize = 2000;
const MOST_YUAN: i128 = 10_000_000_000_000;
const MOST_WAGE: i128 = 100_000_000;

/// Exact decimals: `(mantissa, decimals)`.
fn decimal(text: &str) -> Option<(i128, u32)> {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = decimals.trim_end_matches('0');
    let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let sane = !whole.is_empty() && whole.len() + decimals.len() <= 30 && exponent.abs() <= 30;
    if !sane || !numeric(whole) || !numeric(decimals) || digits.ends_with('.') {
        return None;
    }
    let mantissa: i128 = format!("{whole}{decimals}").parse().ok()?;
    let mantissa = if negative { -mantissa } else { mantissa };
    let scale = i32::try_from(decimals.len()).ok()? - exponent;
    match u32::try_from(scale) {
        Ok(scale) => Some((mantissa, scale)),
        Err(_) => Some((mantissa.checked_mul(10i128.checked_pow(scale.unsigned_abs())?)?, 0)),
    }
}

/// The number × 10^places, where that is whole.
fn scaled(text: &str, places: u32) -> Option<i128> {
    let (mantissa, scale) = decimal(text)?;
    if scale <= places {
        return mantissa.checked_mul(10i128.checked_pow(places - scale)?);
    }
    let over = 10i128.checked_pow(scale - places)?;
    (mantissa % over == 0).then_some(mantissa / over)
}

fn wrong(kind: &Kind, shown: &str) -> Problem {
    let shown: String = shown.chars().take(60).collect();
    codes::WRONG_VALUE.with("value", &shown).with("expected_zh", kind.zh()).with("expected_en", kind.en())
}

impl Kind {
    /// Reads a value.
    ///
    /// # Errors
    /// `CAL-0105` naming the place below `path`.
    pub(crate) fn read(&self, path: &str, raw: &RawValue) -> Result<Value> {
        let bad = || wrong(self, raw.get()).at(path, raw.get().chars().take(60).collect::<String>());
        match (self, Given::open(raw).map_err(|_| bad())?) {
            (Kind::OrNull(_), Given::Null) => Ok(Value::Null),
            (Kind::OrNull(kind), _) => kind.read(path, raw),
            (Kind::List(kind), Given::List(items)) if items.len() <= MOST => {
                let item = |(n, item): (usize, &&RawValue)| kind.read(&format!("{path}[{n}]"), item);
                items.iter().enumerate().map(item).collect::<Result<_>>().map(Value::List)
            }
            (Kind::Tuple(kinds), Given::List(items)) if items.len() == kinds.len() => {
                tuple(path, kinds, &items)
            }
            (Kind::Tuples(forms), Given::List(items)) => {
                let form = forms.iter().find(|kinds| kinds.len() == items.len()).ok_or_else(bad)?;
                tuple(path, form, &items)
            }
            (Kind::Record(inputs), Given::Map(pairs)) => record(path, inputs, &pairs).map(Value::Record),
            (Kind::Map(kind), Given::Map(pairs)) if pairs.len() <= MOST => {
                let mut values: Vec<(String, Value)> = Vec::with_capacity(pairs.len());
                for (key, item) in &pairs {
                    let path = format!("{path}.{key}");
                    if values.iter().any(|(known, _)| known == key) {
                        return Err(codes::TWICE.with("key", key).at(path, ""));
                    }
                    values.push((key.clone().into_owned(), kind.read(&path, item)?));
                }
                Ok(Value::Map(values))
            }
            (Kind::Flag, Given::Flag(flag)) => Ok(Value::Flag(flag)),
            (_, Given::Number(text)) => self.scalar(text).ok_or_else(bad),
            (_, Given::Text(text)) => self.scalar(text.trim()).ok_or_else(bad),
            _ => Err(bad()),
        }
    }

    fn scalar(&self, text: &str) -> Option<Value> {
        let money = |places: i128, least: i128, most: i128| {
            let fen = scaled(text, 2).filter(|fen| (least * places..=most * places).contains(fen))?;
            Some(Value::Money(Fen::new(i64::try_from(fen).ok()?)))
        };
        let nano = |places: u32, most: i128| {
            let nano = scaled(text, places).filter(|nano| (0..=most * 1_000_000_000).contains(nano))?;
            Some(Value::Rate(Rate::from_nano(i64::try_from(nano).ok()?)))
        };
        match self {
            Kind::Yuan => money(100, 0, MOST_YUAN),
            Kind::SignedYuan => money(100, -MOST_YUAN, MOST_YUAN),
            Kind::Wage => money(100, 0, MOST_WAGE),
            Kind::Share => nano(9, 1),
            Kind::Percent => nano(7, 10),
            Kind::Factor => nano(9, 100),
            Kind::Number => nano(9, 1_000_000),
            Kind::Whole(low, high) => {
                let number = i64::try_from(scaled(text, 0)?).ok()?;
                (*low..=*high).contains(&number).then_some(Value::Whole(number))
            }
            Kind::Year => Kind::Whole(1949, 2199).scalar(text),
            Kind::Date => text.parse::<Date>().ok().filter(|_| text.len() == 10).map(Value::Date),
            Kind::Month => FeeMonth::parse(text).filter(|_| text.len() == 7).map(Value::Month),
            Kind::Region => Regions::standard().parse(text).ok().map(Value::Region),
            Kind::Word(words) => {
                let same = |word: &&&str| word.replace('_', "-") == text.replace('_', "-");
                words.iter().find(same).map(|word| Value::Word(word))
            }
            Kind::Flag => match text {
                "true" => Some(Value::Flag(true)),
                "false" => Some(Value::Flag(false)),
                _ => None,
            },
            Kind::Text => (!text.is_empty() && text.len() <= 200).then(|| Value::Text(text.to_owned())),
            Kind::OrNull(kind) => kind.scalar(text),
            Kind::List(_) | Kind::Tuple(_) | Kind::Tuples(_) | Kind::Record(_) | Kind::Map(_) => None,
        }
    }

    /// What is expected, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Kind::Yuan => "不为负、最多两位小数的金额（元）".into(),
            Kind::SignedYuan => "最多两位小数的金额（元）".into(),
            Kind::Wage => "一亿元以内、最多两位小数的金额（元）".into(),
            Kind::Share => "0 至 1 之间的比例，如 0.16".into(),
            Kind::Percent => "百分数，如 16".into(),
            Kind::Factor => "0 至 100 之间的倍数，如 1.1".into(),
            Kind::Number => "不为负、最多九位小数的数".into(),
            Kind::Whole(low, high) => format!("{low} 至 {high} 的整数"),
            Kind::Year => "年份，如 2024".into(),
            Kind::Date => "日期，如 2024-07-01".into(),
            Kind::Month => "月份，如 2024-07".into(),
            Kind::Region => "六位行政区划代码，如 110000".into(),
            Kind::Word(words) => format!("下列之一：{}", words.join("、")),
            Kind::Flag => "true 或 false".into(),
            Kind::Text => "文字".into(),
            Kind::List(kind) => format!("列表，每项为{}", kind.zh()),
            Kind::Tuple(_) | Kind::Tuples(_) => "固定长度的列表".into(),
            Kind::Record(_) | Kind::Map(_) => "对象".into(),
            Kind::OrNull(kind) => format!("{}，或 null", kind.zh()),
        }
    }

    /// What is expected, in English.
    pub fn en(&self) -> String {
        match self {
            Kind::Yuan => "yuan, not negative, at most two decimals".into(),
            Kind::SignedYuan => "yuan with at most two decimals".into(),
            Kind::Wage => "yuan up to a hundred million, at most two decimals".into(),
            Kind::Share => "a share from 0 to 1, such as 0.16".into(),
            Kind::Percent => "a percentage, such as 16".into(),
            Kind::Factor => "a factor from 0 to 100, such as 1.1".into(),
            Kind::Number => "a number, not negative, at most nine decimals".into(),
            Kind::Whole(low, high) => format!("a whole number from {low} to {high}"),
            Kind::Year => "a year, such as 2024".into(),
            Kind::Date => "a day, such as 2024-07-01".into(),
            Kind::Month => "a month, such as 2024-07".into(),
            Kind::Region => "a region code of six digits, such as 110000".into(),
            Kind::Word(words) => format!("one of {}", words.join(", ")),
            Kind::Flag => "true or false".into(),
            Kind::Text => "a text".into(),
            Kind::List(kind) => format!("a list, each {}", kind.en()),
            Kind::Tuple(_) | Kind::Tuples(_) => "a list of fixed length".into(),
            Kind::Record(_) | Kind::Map(_) => "an object".into(),
            Kind::OrNull(kind) => format!("{}, or null", kind.en()),
        }
    }

    /// The JSON schema.
    pub(crate) fn schema(&self) -> Json {
        let decimal = |en: String| json!({"type": ["string", "number"], "description": en});
        match self {
            Kind::Whole(low, high) => {
                json!({"type": ["integer", "string"], "minimum": low, "maximum": high})
            }
            Kind::Year => json!({"type": ["integer", "string"], "minimum": 1949, "maximum": 2199}),
            Kind::Date => json!({"type": "string", "format": "date"}),
            Kind::Month => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}),
            Kind::Region => json!({"type": ["string", "integer"], "pattern": "^[0-9]{6}$"}),
            Kind::Word(words) => json!({"type": "string", "enum": words}),
            Kind::Flag => json!({"type": "boolean"}),
            Kind::Text => json!({"type": ["string", "number"]}),
            Kind::List(kind) => json!({"type": "array", "items": kind.schema(), "maxItems": MOST}),
            Kind::Tuple(kinds) => tuple_schema(kinds),
            Kind::Tuples(forms) => {
                json!({"anyOf": forms.iter().map(|kinds| tuple_schema(kinds)).collect::<Vec<_>>()})
            }
            Kind::Record(inputs) => object_schema(inputs),
            Kind::Map(kind) => json!({"type": "object", "additionalProperties": kind.schema()}),
            Kind::OrNull(kind) => json!({"anyOf": [kind.schema(), {"type": "null"}]}),
            _ => decimal(self.en()),
        }
    }
}

fn tuple(path: &str, kinds: &[Kind], items: &[&RawValue]) -> Result<Value> {
    let values = kinds.iter().zip(items).enumerate();
    values
        .map(|(n, (kind, item))| kind.read(&format!("{path}[{n}]"), item))
        .collect::<Result<_>>()
        .map(Value::List)
}

fn tuple_schema(kinds: &[Kind]) -> Json {
    let items: Vec<Json> = kinds.iter().map(Kind::schema).collect();
    json!({"type": "array", "prefixItems": items, "minItems": kinds.len(), "maxItems": kinds.len()})
}

/// The schema of an object with these inputs and no others.
pub(crate) fn object_schema(inputs: &[Input]) -> Json {
    let mut properties = Map::new();
    for input in inputs {
        let mut schema = input.kind.schema();
        if let Json::Object(fields) = &mut schema {
            fields.insert("title".to_owned(), json!({"zh": input.zh, "en": input.en}));
            if let Some(parameter) = input.parameter {
                fields.insert("lawParameter".to_owned(), json!(parameter));
            }
        }
        properties.insert(input.key.to_owned(), schema);
    }
    let required: Vec<&str> = inputs.iter().filter(|input| input.required).map(|input| input.key).collect();
    json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    })
}

/// Reads an object: every key known, none twice, none missing that is required. `path` is empty on the top level.
pub(crate) fn record(
    path: &str,
    inputs: &'static [Input],
    pairs: &[(std::borrow::Cow<'_, str>, &RawValue)],
) -> Result<Vec<Option<Value>>> {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    let mut values: Vec<Option<Value>> = vec![None; inputs.len()];
    for (key, raw) in pairs {
        let Some(at) = inputs.iter().position(|input| input.key == key) else {
            let known: Vec<&str> = inputs.iter().map(|input| input.key).collect();
            let shown: String = key.chars().take(60).collect();
            return Err(codes::UNKNOWN_KEY
                .with("key", &shown)
                .with("known", known.join(", "))
                .at(below(&shown), ""));
        };
        if values[at].is_some() {
            return Err(codes::TWICE.with("key", key).at(below(key), ""));
        }
        values[at] = Some(inputs[at].kind.read(&below(key), raw)?);
    }
    match inputs.iter().zip(&values).find(|(input, value)| input.required && value.is_none()) {
        Some((input, _)) => Err(codes::NEEDED.with("key", input.key).at(below(input.key), "")),
        None => Ok(values),
    }
}

/// A decimal in billionths, where it has no more than nine decimals.
pub(crate) fn nano(text: &str) -> Option<i128> {
    scaled(text, 9)
}
