//! Moving the pension relation: account kind, benefit place, transfer sums.

use kernel::{FeeMonth, Fen, Period, Rate, Result};
use rules::account::bookkeeping_rate;
use rules::transfer::{
    Newcomer, account_boxes, benefit_place, is_temporary, pooled_box, temporary_principal,
};
use rules::{Figure, Step, Trace};

use super::DATE;
use crate::case::{Case, contradiction, needed};
use crate::codes;
use crate::kind::{Input, Kind};
use crate::topic::{Topic, topic};

const SPAN: &[Input] = &[
    Input::new("from", Kind::Month, "起", "from").required(),
    Input::new("to", Kind::Month, "止", "to").required(),
    Input::new("base", Kind::Wage, "月缴费基数", "monthly base").required(),
];

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "temporary-account",
        "一般或临时缴费账户",
        "general or temporary account",
        "国办发〔2009〕66号第五条",
        temporary,
        [
            Input::new("sex", Kind::Word(&["M", "F"]), "性别", "sex").required(),
            Input::new("age", Kind::Whole(16, 120), "年龄", "age").required(),
            Input::new(
                "insured_in_household_province",
                Kind::Flag,
                "户籍省参保",
                "insured in the household province"
            ),
            Input::new("approved_job_transfer", Kind::Flag, "组织调动", "moved by order"),
            Input::new(
                "already_insured_here_before_age_limit",
                Kind::Flag,
                "限龄前已在本地参保",
                "insured here before the limit"
            ),
            DATE,
        ],
        [("account_kind", "账户类型", "kind of account")]
    ),
    topic!(
        "benefit-place",
        "待遇领取地",
        "place that pays the pension",
        "国办发〔2009〕66号第六条",
        place,
        [
            Input::new("household", Kind::Text, "户籍地", "household place").required(),
            Input::new("current_relation", Kind::Text, "现关系所在地", "place of the relation").required(),
            Input::new(
                "general_account_months",
                Kind::Map(&Kind::Whole(0, 1200)),
                "一般账户月数",
                "months of general account by place"
            )
            .required(),
            Input::new("order", Kind::List(&Kind::Text), "参保地先后", "places in the order of time")
                .required(),
            DATE,
        ],
        [("place", "待遇领取地", "place")]
    ),
    topic!(
        "transfer-amount",
        "跨省转移金额",
        "sums that move between provinces",
        "国办发〔2009〕66号第四条",
        amount,
        [
            Input::new("contributions", Kind::List(&Kind::Record(SPAN)), "缴费段", "contributions by span"),
            Input::new(
                "book_rates_percent",
                Kind::Map(&Kind::Percent),
                "各年记账利率(%)",
                "bookkeeping rate by year"
            )
            .or_law("account.bookkeeping_rate"),
            Input::new(
                "personal_rate_percent_pre1998",
                Kind::Map(&Kind::Percent),
                "1998年前各年个人比例(%)",
                "person's rate by year before 1998"
            ),
            Input::new("transfer_month", Kind::Month, "转移月份", "month of the transfer"),
            Input::new("months", Kind::Whole(0, 1200), "月数", "months"),
            Input::new("base", Kind::Wage, "月缴费基数", "monthly base"),
            Input::new("account_kind", Kind::Word(&["general", "temporary"]), "账户类型", "kind of account"),
            Input::new("unit_percent", Kind::Percent, "单位比例(%)", "unit rate"),
            Input::new("person_percent", Kind::Percent, "个人比例(%)", "person rate"),
            Input::new("interest", Kind::Yuan, "利息", "interest"),
        ],
        [
            ("box1", "1998年前个人缴费累计", "before 1998"),
            ("box2", "1998年至上年末账户累计", "since 1998 to last year end"),
            ("box3", "本年记账本金", "principal of this year"),
            ("box4", "转移个人账户", "account moved"),
            ("box5", "转移统筹基金", "pooled fund moved"),
            ("box6", "转移总额", "total"),
            ("principal_moved", "临时账户转移本金", "principal of a temporary account"),
            ("moved", "临时账户转移本息", "principal and interest moved"),
        ]
    ),
    topic!(
        "relation-overlap",
        "同期重复参保清理",
        "months paid in two places",
        "人社部发〔2009〕187号；人社部发〔2010〕70号",
        overlap,
        [
            Input::new(
                "kept_months",
                Kind::List(&Kind::Month),
                "保留关系的缴费月份",
                "months of the relation kept"
            )
            .required(),
            Input::new(
                "other_credits",
                Kind::Map(&Kind::Wage),
                "另一关系各月个人账户记账额",
                "account credits of the other relation by month"
            )
            .required(),
        ],
        [
            ("overlap_months", "重复月数", "months in both"),
            ("refund_personal", "退个人账户", "refund of the account"),
            ("pooled_refunded", "退统筹", "pooled part refunded"),
            ("months", "合并后月数", "months after the merger"),
        ]
    ),
];

fn temporary<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let flag = |key: &str| inputs.opt_flag(key).unwrap_or(false);
    let person = Newcomer {
        male: inputs.word("sex")? == "M",
        age: inputs.whole("age")?,
        household: flag("insured_in_household_province"),
        approved_transfer: flag("approved_job_transfer"),
        insured_before_limit: flag("already_insured_here_before_age_limit"),
    };
    let temporary = is_temporary(case.trace, &case.law()?, case.on(), person)?;
    case.put("account_kind", if temporary { "temporary" } else { "general" });
    Ok(())
}

fn place<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let (household, current) = (inputs.text("household")?, inputs.text("current_relation")?);
    let months = inputs.map("general_account_months");
    let order: Vec<&str> = inputs
        .list("order")
        .iter()
        .filter_map(|value| match value {
            crate::kind::Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if months.iter().any(|(name, _)| name != &current && !order.contains(&name.as_str())) {
        return Err(contradiction(
            "order",
            "general_account_months",
            "缺少某地的先后次序",
            "a place is missing in the order",
        ));
    }
    let of = |name: &str| {
        let found = months.iter().find(|(known, _)| known == name);
        found.and_then(|(_, months)| months.as_whole()).unwrap_or(0)
    };
    let mut places: Vec<(&str, i64)> = order.iter().map(|name| (*name, of(name))).collect();
    if !order.contains(&current.as_str()) {
        places.push((&current, of(&current)));
    }
    let place = benefit_place(case.trace, &case.law()?, case.on(), &household, &current, &places)?.to_owned();
    case.put("place", place);
    Ok(())
}

/// Months and bases in the order of time.
fn paid<T: Trace>(case: &Case<'_, T>) -> Result<Vec<(FeeMonth, Fen)>> {
    let mut paid = Vec::new();
    for span in case.inputs.records("contributions", SPAN) {
        let (from, to) = (span.month("from")?, span.month("to")?);
        let period = Period::new(from, to).filter(|period| period.months() <= 1200);
        let period = period.ok_or_else(|| {
            contradiction(
                "contributions",
                "to",
                "缴费段起止颠倒或过长",
                "a span runs backwards or is too long",
            )
        })?;
        let base = span.fen("base")?;
        paid.extend(period.iter().map(|month| (month, base)));
    }
    paid.sort_by_key(|(month, _)| *month);
    if paid.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err(contradiction("contributions", "from", "缴费段重叠", "spans overlap"));
    }
    Ok(paid)
}

fn amount<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let inputs = case.inputs;
    let level = inputs.has("months") || inputs.has("base");
    if level && inputs.has("contributions") {
        return Err(contradiction("contributions", "months", "只能二选一", "give one of them"));
    }
    if inputs.opt_word("account_kind") == Some("temporary") {
        return temporary_moves(case, level);
    }
    let transfer = match inputs.opt_month("transfer_month") {
        Some(month) => month,
        None if level => case.month(),
        None => return Err(needed("transfer_month")),
    };
    if level {
        // Without dates only the pooled part is known.
        let wages = [(transfer, Fen::new(inputs.fen("base")?.get() * inputs.whole("months")?))];
        case.give("box5", |case| pooled_box(case.trace, &case.law()?, transfer, &wages))?;
        return Ok(());
    }
    let paid = paid(case)?;
    if paid.is_empty() {
        return Err(needed("contributions"));
    }
    let boxes = case.attempt(|case| {
        let law = case.law()?;
        let rates = case.inputs.map("book_rates_percent");
        let rate = |year: i32| match year_of(rates, year) {
            Some(given) => Ok(Figure::given(given)),
            None => bookkeeping_rate(&law, year).map_err(|_| {
                let key = format!("book_rates_percent.{year}");
                codes::NEEDED.with("key", &key).at(key, "")
            }),
        };
        let personal = case.inputs.map("personal_rate_percent_pre1998");
        let personal = |month: FeeMonth| {
            year_of(personal, month.year()).ok_or_else(|| {
                let key = format!("personal_rate_percent_pre1998.{}", month.year());
                codes::NEEDED.with("key", &key).at(key, "")
            })
        };
        account_boxes(case.trace, &law, transfer, &paid, personal, rate)
    })?;
    if let Some(boxes) = &boxes {
        case.put("box1", boxes.before_1998);
        case.put("box2", boxes.since_1998);
        case.put("box3", boxes.this_year);
        case.put("box4", boxes.total());
    }
    let pooled = case.give("box5", |case| pooled_box(case.trace, &case.law()?, transfer, &paid))?;
    if let (Some(boxes), Some(pooled)) = (boxes, pooled) {
        case.put("box6", boxes.total() + pooled);
    }
    Ok(())
}

fn year_of(map: &[(String, crate::kind::Value)], year: i32) -> Option<Rate> {
    let found = map.iter().find(|(key, _)| key.parse() == Ok(year));
    found.and_then(|(_, value)| value.as_rate())
}

fn temporary_moves<T: Trace>(case: &mut Case<'_, T>, level: bool) -> Result<()> {
    let inputs = case.inputs;
    let wages: Fen = match level {
        true => Fen::new(inputs.fen("base")?.get() * inputs.whole("months")?),
        false => paid(case)?.iter().map(|(_, base)| *base).sum(),
    };
    let (unit, person) = (inputs.rate("unit_percent")?, inputs.rate("person_percent")?);
    let principal = temporary_principal(case.trace, wages, unit, person);
    case.put("principal_moved", principal);
    case.put("moved", principal + inputs.opt_fen("interest").unwrap_or(Fen::ZERO));
    Ok(())
}

/// Months count once; the account money of the relation that is not kept goes back, its pooled part stays.
fn overlap<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let mut kept: Vec<FeeMonth> = case
        .inputs
        .list("kept_months")
        .iter()
        .filter_map(|value| match value {
            crate::kind::Value::Month(month) => Some(*month),
            _ => None,
        })
        .collect();
    kept.sort_unstable();
    kept.dedup();
    let (mut twice, mut refund, mut only_other) = (0i64, Fen::ZERO, 0i64);
    for (month, credit) in case.inputs.map("other_credits") {
        let month = FeeMonth::parse(month).ok_or_else(|| {
            contradiction("other_credits", "kept_months", "键应为月份", "the keys are months")
        })?;
        if kept.binary_search(&month).is_ok() {
            twice += 1;
            refund += credit.as_fen().unwrap_or(Fen::ZERO);
        } else {
            only_other += 1;
        }
    }
    case.trace.note(|| {
        Step::new("退个人账户", "refund of the account", refund)
            .by("Σ credits of the months in both")
            .input("months", twice)
    });
    case.put("overlap_months", twice);
    case.put("refund_personal", refund);
    case.put("pooled_refunded", Fen::ZERO);
    case.put("months", i64::try_from(kept.len()).unwrap_or(0) + only_other);
    Ok(())
}
