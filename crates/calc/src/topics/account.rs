//! The personal account: credit, bookkeeping rate, interest, chain of years, inheritance.

use kernel::{Fen, Rate, Result};
use rules::account::{
    InterestMethod, account_credit, bookkeeping_rate, inheritance, interest_method, year_interest,
};
use rules::contribution::Category;
use rules::{Figure, Step, Trace};

use super::{MONTH, REGION};
use crate::case::{Case, Out, contradiction, needed};
use crate::codes;
use crate::kind::{Input, Kind};
use crate::topic::{Topic, topic};

const YEAR: Input = Input::new("year", Kind::Year, "年份", "year");

pub(super) const TOPICS: &[Topic] = &[
    topic!(
        "account-share",
        "记入个人账户",
        "credit to the personal account",
        "国发〔1997〕26号；国发〔2005〕38号",
        share,
        [
            MONTH.required(),
            Input::new("base", Kind::Wage, "缴费基数", "base").required(),
            Input::new(
                "category",
                Kind::Word(&["employee", "flexible"]),
                "缴费人员类别",
                "as what the person pays"
            ),
            REGION,
        ],
        [("account_credit", "记入个人账户", "credited to the account")]
    ),
    topic!(
        "bookkeeping-rate",
        "个人账户记账利率",
        "bookkeeping rate",
        "人社厅发〔2017〕71号及此后各年公布",
        rate,
        [YEAR.required(), REGION],
        [("percent", "记账利率(%)", "rate in percent")]
    ),
    topic!(
        "account-interest",
        "个人账户年利息",
        "interest of an account year",
        "劳办发〔1997〕116号",
        interest,
        [
            Input::new("opening", Kind::Yuan, "年初余额", "opening balance").required(),
            Input::new("monthly_credit", Kind::Wage, "每月记账额", "credit of every month"),
            Input::new(
                "credits",
                Kind::Map(&Kind::Wage),
                "各月记账额(月份→金额)",
                "credits by month of the year"
            ),
            Input::new("year_credit", Kind::Wage, "全年记账额", "credit of the whole year"),
            Input::new("rate_percent", Kind::Percent, "记账利率(%)", "rate in percent")
                .or_law("account.bookkeeping_rate"),
            Input::new("method", Kind::Word(&["monthly_accumulation", "annual"]), "计息方法", "method")
                .or_law("account.interest_method"),
            Input::new("annual_factor", Kind::Factor, "年度计算法系数", "factor of the annual method")
                .or_law("account.annual_factor"),
            Input::new("months", Kind::Whole(0, 12), "计息月数", "months to the end or the event"),
            YEAR,
            REGION,
        ],
        [
            ("interest", "利息", "interest"),
            ("interest_on_opening", "年初余额利息", "on the opening balance"),
            ("interest_on_credits", "本年记账利息", "on the credits"),
            ("closing", "年末余额", "closing balance"),
        ]
    ),
    topic!(
        "account-chain",
        "个人账户逐年结息",
        "account over the years",
        "劳办发〔1997〕116号；人社厅发〔2017〕71号及此后各年公布",
        chain,
        [
            Input::new("opening", Kind::Yuan, "期初余额", "opening balance").required(),
            Input::new("monthly_credit", Kind::Wage, "每月记账额", "credit of every month").required(),
            Input::new("from_year", Kind::Year, "起始年", "first year").required(),
            Input::new("to_year", Kind::Year, "终止年", "last year").required(),
            REGION,
        ],
        [("closing_by_year", "各年末余额", "closing balance by year")]
    ),
    topic!(
        "account-inheritance",
        "个人账户继承",
        "inherited account",
        "社会保险法第十四条",
        inherit,
        [
            Input::new("balance", Kind::Yuan, "账户余额", "balance").required(),
            Input::new("interest", Kind::Yuan, "此后利息", "interest since"),
            Input::new("paid", Kind::Yuan, "已发个人账户养老金", "account pension already paid"),
        ],
        [("inherited", "继承额", "inherited")]
    ),
];

fn share<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let (month, base) = (case.inputs.month("month")?, case.inputs.fen("base")?);
    let category =
        case.inputs.opt_word("category").and_then(Category::from_key).unwrap_or(Category::Employee);
    let credit = account_credit(case.trace, &case.law()?, category, month, base)?;
    case.put("account_credit", credit);
    Ok(())
}

fn year_of(year: i64) -> i32 {
    i32::try_from(year).unwrap_or(i32::MAX)
}

fn rate<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let year = case.inputs.whole("year")?;
    let rate = bookkeeping_rate(&case.law()?, year_of(year))?;
    let percent = Rate::from_nano(rate.value.nano() * 100);
    case.trace.note(|| {
        Step::new("记账利率", "bookkeeping rate", percent).figure("rate", &rate).input("year", year)
    });
    case.put("percent", percent);
    Ok(())
}

fn interest<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let opening = case.inputs.fen("opening")?;
    let rate = match (case.inputs.opt_rate("rate_percent"), case.inputs.opt_whole("year")) {
        (Some(given), _) => Figure::given(given),
        (None, Some(year)) => bookkeeping_rate(&case.law()?, year_of(year))?,
        (None, None) => return Err(needed("rate_percent")),
    };
    let year = case.inputs.opt_whole("year").map_or(i32::from(case.on().date().year()), year_of);
    let method = match case.inputs.opt_word("method") {
        Some("annual") => InterestMethod::Annual(case.rate_or("annual_factor", "account.annual_factor")?),
        Some(_) => InterestMethod::MonthlyAccumulation,
        None => interest_method(&case.law()?, year)?,
    };
    let credits = credits(case, &method)?;
    let through = case.inputs.opt_whole("months").unwrap_or(12);
    let year = year_interest(case.trace, opening, &credits, &rate, &method, through);
    case.put("interest", year.interest);
    case.put("interest_on_opening", year.on_opening);
    case.put("interest_on_credits", year.on_credits);
    case.put("closing", year.closing);
    Ok(())
}

/// The credits January to December, given in one of three ways.
fn credits<T: Trace>(case: &Case<'_, T>, method: &InterestMethod) -> Result<[Fen; 12]> {
    let mut credits = [Fen::ZERO; 12];
    let ways: Vec<&'static str> =
        ["monthly_credit", "credits", "year_credit"].into_iter().filter(|key| case.inputs.has(key)).collect();
    match ways.as_slice() {
        [] => {}
        ["monthly_credit"] => credits = [case.inputs.fen("monthly_credit")?; 12],
        // The annual method looks at the sum alone; by months it would have to be known when the money came in.
        ["year_credit"] if *method != InterestMethod::MonthlyAccumulation => {
            credits[0] = case.inputs.fen("year_credit")?;
        }
        ["year_credit"] => return Err(needed("credits")),
        [first, second, ..] => {
            return Err(contradiction(
                first,
                second,
                "记账额只能由一种方式给出",
                "the credits can be given in one way only",
            ));
        }
        [_] => {
            for (month, amount) in case.inputs.map("credits") {
                let place =
                    month.parse::<usize>().ok().and_then(|month| credits.get_mut(month.checked_sub(1)?));
                let Some(place) = place else {
                    return Err(codes::WRONG_VALUE
                        .with("value", month)
                        .with("expected_zh", "1 至 12 的月份")
                        .with("expected_en", "a month from 1 to 12")
                        .at(format!("credits.{month}"), month));
                };
                *place += amount.as_fen().unwrap_or(Fen::ZERO);
            }
        }
    }
    Ok(credits)
}

fn chain<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let (from, to) = (case.inputs.whole("from_year")?, case.inputs.whole("to_year")?);
    if from > to {
        return Err(contradiction(
            "from_year",
            "to_year",
            "起始年晚于终止年",
            "the first year lies after the last",
        ));
    }
    let law = case.law()?;
    let mut balance = case.inputs.fen("opening")?;
    let credits = [case.inputs.fen("monthly_credit")?; 12];
    let mut closing = Vec::new();
    for year in from..=to {
        let rate = bookkeeping_rate(&law, year_of(year))?;
        let method = interest_method(&law, year_of(year))?;
        balance = year_interest(case.trace, balance, &credits, &rate, &method, 12).closing;
        closing.push((year.to_string(), Out::Money(balance)));
    }
    case.put("closing_by_year", Out::Map(closing));
    Ok(())
}

fn inherit<T: Trace>(case: &mut Case<'_, T>) -> Result<()> {
    let balance = case.inputs.fen("balance")?;
    let interest = case.inputs.opt_fen("interest").unwrap_or(Fen::ZERO);
    let paid = case.inputs.opt_fen("paid").unwrap_or(Fen::ZERO);
    let inherited = inheritance(case.trace, balance, interest, paid);
    case.put("inherited", inherited);
    Ok(())
}
