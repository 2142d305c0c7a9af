//! `$1` is PostgreSQL's placeholder; SQLite counts with `?1`. One SQL text serves both.

/// Rewrites `$n` to `?n` outside of quotes.
pub(crate) fn to_sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut quote = None;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match quote {
            Some(end) if c == end => quote = None,
            None if matches!(c, '\'' | '"') => quote = Some(c),
            None if c == '$' && chars.peek().is_some_and(char::is_ascii_digit) => {
                out.push('?');
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::to_sqlite;

    #[test]
    fn only_placeholders_change() {
        assert_eq!(to_sqlite("select $1, '$2', \"$3\" || $12"), "select ?1, '$2', \"$3\" || ?12");
        assert_eq!(to_sqlite("select 'it''s $1' where a = $1"), "select 'it''s $1' where a = ?1");
        assert_eq!(to_sqlite("select '保' || $1"), "select '保' || ?1");
    }
}
