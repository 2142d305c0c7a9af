//! Canonical JSON: one value, one sequence of bytes.
//!
//! As RFC 8785 orders it (keys by UTF-16 code units, no white space, shortest escapes), but with integers only: a float
//! has no business near money, and whole 64-bit integers are written in full.

use kernel::Result;
use serde::Serialize;
use serde_json::Value;

use crate::codes;

/// The canonical bytes of anything that serialises.
///
/// Errors: [`codes::CANONICAL`] if it contains a float or cannot be serialised.
pub fn canonical(value: &impl Serialize) -> Result<Vec<u8>> {
    canonical_text(value).map(String::into_bytes)
}

/// The same as text.
pub fn canonical_text(value: &impl Serialize) -> Result<String> {
    let value = serde_json::to_value(value).map_err(|cause| codes::CANONICAL.with("what", cause))?;
    let mut text = String::new();
    write(&value, &mut text)?;
    Ok(text)
}

fn write(value: &Value, text: &mut String) -> Result<()> {
    match value {
        Value::Number(number) if !number.is_i64() && !number.is_u64() => {
            return Err(codes::CANONICAL.with("what", number));
        }
        Value::Array(items) => {
            text.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    text.push(',');
                }
                write(item, text)?;
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            text.push('{');
            for (n, (key, field)) in fields.into_iter().enumerate() {
                if n > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(field, text)?;
            }
            text.push('}');
        }
        plain => text.push_str(&plain.to_string()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::canonical_text;
    use serde_json::json;

    #[test]
    fn one_value_has_one_text() {
        let value = json!({"b": [1, -2, null, true], "a": {"姓名": "张三\n\"", "é": 9_007_199_254_740_993_i64}, "": {}});
        let text = "{\"\":{},\"a\":{\"é\":9007199254740993,\"姓名\":\"张三\\n\\\"\"},\"b\":[1,-2,null,true]}";
        assert_eq!(canonical_text(&value).unwrap(), text);
        // Above the basic plane, UTF-16 order differs from the order of code points.
        let order = canonical_text(&json!({"\u{fb33}": 1, "\u{1f600}": 2})).unwrap();
        assert_eq!(order, "{\"\u{1f600}\":2,\"\u{fb33}\":1}");
        assert_eq!(canonical_text(&json!({"amount": 1.5})).unwrap_err().code().id, "ENV-0105");
        assert_eq!(canonical_text(&json!([1.0])).unwrap_err().code().id, "ENV-0105");
    }
}
