//! JSON as it was written: numbers keep their digits, an object keeps its order, and depth costs nothing until it is asked for.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON value one level deep; what lies below is still text.
#[derive(Debug)]
pub(crate) enum Given<'j> {
    Null,
    Flag(bool),
    /// The digits as written: no float ever sees them.
    Number(&'j str),
    Text(String),
    List(Vec<&'j RawValue>),
    Map(Vec<(Cow<'j, str>, &'j RawValue)>),
}

impl<'j> Given<'j> {
    /// Opens one level.
    pub(crate) fn open(raw: &'j RawValue) -> Result<Given<'j>, serde_json::Error> {
        let text = raw.get();
        Ok(match text.as_bytes().first() {
            Some(b'{') => Given::Map(serde_json::from_str::<Pairs<'j>>(text)?.0),
            Some(b'[') => Given::List(serde_json::from_str::<Items<'j>>(text)?.0),
            Some(b'"') => Given::Text(serde_json::from_str(text)?),
            Some(b't') => Given::Flag(true),
            Some(b'f') => Given::Flag(false),
            Some(b'n') => Given::Null,
            _ => Given::Number(text),
        })
    }
}

/// An object's pairs in their order; a key that stands twice is seen twice.
pub(crate) struct Pairs<'j>(pub(crate) Vec<(Cow<'j, str>, &'j RawValue)>);

struct Items<'j>(Vec<&'j RawValue>);

/// A key, borrowed from the text where it has no escapes.
struct Key<'j>(Cow<'j, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key<'de>, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Reader)
    }
}

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Pairs<'de>, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Pairs<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some((Key(key), value)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
                    pairs.push((key, value));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

impl<'de> Deserialize<'de> for Items<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Items<'de>, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Items<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Items<'de>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(Reader)
    }
}
