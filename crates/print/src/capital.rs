//! Amounts in the capital numerals of receipts and cheques (大写金额), which cannot be altered with a stroke.

use kernel::Fen;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// The amount in capital numerals: 1 005.30 yuan is `壹仟零伍元叁角整`. Below zero it begins with `负`.
///
/// Follows the rules for filling in bills and settlement vouchers (正确填写票据和结算凭证的基本规定): `整` closes an
/// amount that ends with yuan or jiao, zeros between figures are written once.
pub fn chinese_capital(amount: Fen) -> String {
    let fen = amount.get().unsigned_abs();
    let (yuan, jiao, cents) = (fen / 100, fen / 10 % 10, fen % 10);
    if fen == 0 {
        return "零元整".to_owned();
    }
    let mut text = String::from(if amount.is_negative() { "负" } else { "" });
    if yuan > 0 {
        text.push_str(&whole(yuan));
        text.push('元');
    }
    match (jiao, cents) {
        (0, 0) => text.push('整'),
        (_, 0) => {
            text.extend([digit(jiao), '角', '整']);
        }
        (0, _) => {
            if yuan > 0 {
                text.push('零');
            }
            text.extend([digit(cents), '分']);
        }
        _ => text.extend([digit(jiao), '角', digit(cents), '分']),
    }
    text
}

fn digit(value: u64) -> char {
    usize::try_from(value).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or('零')
}

/// A positive whole number, in groups of four figures.
fn whole(number: u64) -> String {
    let groups: Vec<u64> =
        std::iter::successors(Some(number), |rest| (*rest >= 10_000).then_some(rest / 10_000))
            .map(|n| n % 10_000)
            .collect();
    let mut text = String::new();
    let mut gap = false;
    for (group, name) in groups.iter().zip(GROUPS).rev() {
        if *group == 0 {
            gap = true;
            continue;
        }
        if !text.is_empty() && (gap || *group < 1_000) {
            text.push('零');
        }
        text.push_str(&four(*group));
        text.push_str(name);
        gap = false;
    }
    text
}

/// One to 9 999.
fn four(number: u64) -> String {
    let mut text = String::new();
    let mut gap = false;
    for (place, name) in [1_000, 100, 10, 1].into_iter().zip(PLACES.into_iter().rev()) {
        let figure = number / place % 10;
        if figure == 0 {
            gap = true;
            continue;
        }
        if gap && !text.is_empty() {
            text.push('零');
        }
        text.push(digit(figure));
        text.push_str(name);
        gap = false;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::chinese_capital;
    use kernel::Fen;
    use proptest::prelude::*;

    #[test]
    fn is_written_as_on_a_cheque() {
        for (fen, text) in [
            (0, "零元整"),
            (1, "壹分"),
            (10, "壹角整"),
            (105, "壹元零伍分"),
            (1_000, "壹拾元整"),
            (10_050, "壹佰元伍角整"),
            (100_530, "壹仟零伍元叁角整"),
            (140_950, "壹仟肆佰零玖元伍角整"),
            (600_714, "陆仟零柒元壹角肆分"),
            (168_032, "壹仟陆佰捌拾元叁角贰分"),
            (10_700_053, "壹拾万柒仟元伍角叁分"),
            (100_000_000, "壹佰万元整"),
            (10_000_000_100, "壹亿零壹元整"),
            (10_001_000_000, "壹亿零壹万元整"),
            (123_456_789_012, "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分"),
            (2_000_000_000_000_000, "贰拾万亿元整"),
            (-28_740, "负贰佰捌拾柒元肆角整"),
        ] {
            assert_eq!(chinese_capital(Fen::new(fen)), text, "{fen}");
        }
    }

    /// Reads the numerals back with nothing but their place values.
    fn read(text: &str) -> i64 {
        let (mut total, mut group, mut figure) = (0_i64, 0_i64, 0_i64);
        for c in text.chars() {
            match c {
                '拾' => group += std::mem::take(&mut figure) * 10,
                '佰' => group += std::mem::take(&mut figure) * 100,
                '仟' => group += std::mem::take(&mut figure) * 1_000,
                '万' => total += (std::mem::take(&mut group) + std::mem::take(&mut figure)) * 10_000,
                '亿' => {
                    total = (total + std::mem::take(&mut group) + std::mem::take(&mut figure)) * 100_000_000
                }
                '元' => total = (total + std::mem::take(&mut group) + std::mem::take(&mut figure)) * 100,
                '角' => total += std::mem::take(&mut figure) * 10,
                '分' => total += std::mem::take(&mut figure),
                '零' | '整' => {}
                c => {
                    figure =
                        super::DIGITS.iter().position(|d| *d == c).map_or(0, |n| i64::try_from(n).unwrap())
                }
            }
        }
        total
    }

    proptest! {
        #[test]
        fn says_the_amount_and_no_other(fen in 1_i64..100_000_000_000_000) {
            let text = chinese_capital(Fen::new(fen));
            prop_assert_eq!(read(&text), fen, "{}", text);
            prop_assert!(!text.contains("零零") && !text.contains("零元") && !text.contains("零整"), "{}", text);
        }
    }
}
