//! The three kinds of cell (64-bit integer, text, bytes) and how the kernel's types travel through them.

use kernel::{
    AccountKind, BillId, CreditCode, Date, EntryId, FeeMonth, Fen, Fund, Insurance, MatterId, Moment,
    OfficerId, PartyId, Rate, RegionCode, Result,
};

use crate::codes;

/// A parameter or a cell, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// No value.
    Null,
    /// `integer` / `bigint`.
    Int(i64),
    /// `text`.
    Text(&'a str),
    /// `blob` / `bytea`.
    Blob(&'a [u8]),
    /// A day, stored as text `YYYY-MM-DD`. Written without an allocation; read back as [`Value::Text`].
    Date(Date),
}

/// What can be a parameter.
pub trait ToValue {
    /// The cell it becomes.
    fn to_value(&self) -> Value<'_>;
}

/// What can be read from a cell.
pub trait FromValue: Sized {
    /// Its name in messages.
    const NAME: &'static str;
    /// The value, unless the cell holds something else.
    fn from_value(value: Value<'_>) -> Option<Self>;
}

/// Parameters of a statement, `$1` first: `params![party, month]`.
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::Value<'_>] };
    ($($value:expr),+ $(,)?) => { &[$($crate::ToValue::to_value(&$value)),+] as &[$crate::Value<'_>] };
}

impl Value<'_> {
    pub(crate) fn read<T: FromValue>(self, column: usize) -> Result<T> {
        T::from_value(self).ok_or_else(|| {
            codes::CELL.with("column", column).with("wanted", T::NAME).because(format!("{self:?}"))
        })
    }
}

/// `YYYY-MM-DD` on the stack.
pub(crate) struct DateText([u8; 10]);

impl DateText {
    pub(crate) fn of(date: Date) -> DateText {
        let mut text = *b"0000-00-00";
        put(&mut text[0..4], i32::from(date.year()));
        put(&mut text[5..7], i32::from(date.month()));
        put(&mut text[8..10], i32::from(date.day()));
        DateText(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn put(place: &mut [u8], mut number: i32) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
}

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        *self
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const NAME: &'static str = T::NAME;
    fn from_value(value: Value<'_>) -> Option<Option<T>> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl FromValue for String {
    const NAME: &'static str = "text";
    fn from_value(value: Value<'_>) -> Option<String> {
        match value {
            Value::Text(text) => Some(text.to_owned()),
            _ => None,
        }
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl FromValue for Vec<u8> {
    const NAME: &'static str = "bytes";
    fn from_value(value: Value<'_>) -> Option<Vec<u8>> {
        match value {
            Value::Blob(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}

impl ToValue for Date {
    fn to_value(&self) -> Value<'_> {
        Value::Date(*self)
    }
}

impl FromValue for Date {
    const NAME: &'static str = "date";
    fn from_value(value: Value<'_>) -> Option<Date> {
        match value {
            Value::Text(text) => text.parse().ok(),
            Value::Date(date) => Some(date),
            _ => None,
        }
    }
}

macro_rules! codes_as_text {
    ($($type:ty, $name:literal;)*) => {$(
        impl ToValue for $type {
            fn to_value(&self) -> Value<'_> {
                Value::Text(self.as_str())
            }
        }

        impl FromValue for $type {
            const NAME: &'static str = $name;
            fn from_value(value: Value<'_>) -> Option<$type> {
                match value {
                    Value::Text(text) => <$type>::parse(text).ok(),
                    _ => None,
                }
            }
        }
    )*};
}

codes_as_text! {
    RegionCode, "region code";
    CreditCode, "credit code";
}

macro_rules! integers {
    ($($type:ty, $name:literal, |$value:ident| $out:expr, |$int:ident| $back:expr;)*) => {$(
        impl ToValue for $type {
            fn to_value(&self) -> Value<'_> {
                let $value = *self;
                Value::Int($out)
            }
        }

        impl FromValue for $type {
            const NAME: &'static str = $name;
            fn from_value(value: Value<'_>) -> Option<$type> {
                match value {
                    Value::Int($int) => $back,
                    _ => None,
                }
            }
        }
    )*};
}

integers! {
    i64, "integer", |v| v, |n| Some(n);
    i32, "integer", |v| i64::from(v), |n| i32::try_from(n).ok();
    u32, "integer", |v| i64::from(v), |n| u32::try_from(n).ok();
    bool, "yes or no", |v| i64::from(v), |n| match n { 0 => Some(false), 1 => Some(true), _ => None };
    Fen, "amount", |v| v.get(), |n| Some(Fen::new(n));
    FeeMonth, "fee month", |v| v.yyyymm(), |n| FeeMonth::from_yyyymm(n);
    Moment, "instant", |v| v.micros(), |n| Some(Moment::from_micros(n));
    Rate, "rate", |v| v.nano(), |n| Some(Rate::from_nano(n));
    PartyId, "party", |v| v.get(), |n| Some(PartyId::new(n));
    MatterId, "matter", |v| v.get(), |n| Some(MatterId::new(n));
    OfficerId, "officer", |v| v.get(), |n| Some(OfficerId::new(n));
    BillId, "bill", |v| v.get(), |n| Some(BillId::new(n));
    EntryId, "entry", |v| v.get(), |n| Some(EntryId::new(n));
    Insurance, "insurance", |v| v.code(), |n| Insurance::from_code(n);
    Fund, "fund", |v| v.code(), |n| Fund::from_code(n);
    AccountKind, "kind of account", |v| v.code(), |n| AccountKind::from_code(n);
}
