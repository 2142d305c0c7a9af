//! The result of a simulation as a page of its own: charts, tables, assumptions. No script, prints well.

use charts::{Chart, Medium, Series, Words};
use kernel::{Fen, Fund, Result};
use simulation::{FundYear, PeopleYear, Report, Scenario, Table};

use super::simulate::{heading, rows};
use crate::language::Language;

const STYLE: &str = "
body{font:16px/1.6 system-ui,'Noto Sans CJK SC',sans-serif;color:#1a1a1a;background:#fff;margin:0 auto;max-width:70rem;padding:1rem}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2.5rem}figure{margin:1rem 0}svg{max-width:100%;height:auto}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem}caption{text-align:left;font-weight:600}
th,td{border-bottom:1px solid #ccc;padding:.2rem .6rem;text-align:right;white-space:nowrap}th{position:sticky;top:0;background:#fff}
.words td,.words th{text-align:left;white-space:normal}summary{cursor:pointer}@media print{details>*{display:block}}";

/// The whole page.
pub(super) fn page(report: &Report, language: Language) -> Result<String> {
    let heading = heading(report, language);
    let title = escaped(&heading[0]);
    let mut body = format!("<h1>{title}</h1>\n");
    for line in &heading[1..] {
        body += &format!("<p>{}</p>\n", escaped(line));
    }
    for fund in Fund::ALL.iter().copied() {
        body += &fund_section(report, fund, language)?;
    }
    body += &people_section(report, language)?;
    if !report.deciles.is_empty() {
        body += &decile_section(report, language)?;
    }
    for table in report.tables() {
        let words = table.key == "assumptions";
        let open = if words { " open" } else { "" };
        body += &format!(
            "<details{open}><summary>{}</summary>\n{}</details>\n",
            language.pick(table.title.0, table.title.1),
            table_of(&table, language, words)
        );
    }
    Ok(format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        language.pick("zh-CN", "en")
    ))
}

fn fund_section(report: &Report, fund: Fund, language: Language) -> Result<String> {
    let name = language.pick(fund.zh(), fund.en());
    let of = |what: fn(&FundYear) -> Fen, scenario| -> Vec<Fen> {
        let rows = report.funds.iter().filter(|row| (row.fund, row.scenario) == (fund, scenario));
        rows.map(what).collect()
    };
    let lines = |what: fn(&FundYear) -> Fen, zh: &str, en: &str| -> Vec<Series> {
        let line = |scenario: Scenario| {
            let (szh, sen) = scenario.names();
            Series::new(language.pick(format!("{zh}（{szh}）"), format!("{en}, {sen}")), of(what, scenario))
        };
        scenarios(report).iter().copied().map(line).collect()
    };
    let mut flows = lines(|row| row.income, "收入", "income");
    flows.extend(lines(|row| row.expense, "支出", "expense"));
    let charts = [
        (language.pick("期末结余", "balance"), lines(|row| row.closing, "结余", "balance")),
        (language.pick("收入与支出", "income and expense"), flows),
    ];
    let mut section = format!("<section>\n<h2>{name}</h2>\n");
    for (what, series) in charts {
        section += &figure(report, format!("{name} · {what}"), series, language)?;
    }
    if report.reform.is_some() {
        let title = format!("{name} · {}", language.pick("改革与现行之差", "what the reform changes"));
        section += &figure(report, title, differences(&of, language), language)?;
    }
    Ok(section + "</section>\n")
}

/// What the reform adds to a fund or takes from it: lines that lie upon each other in the pictures above.
fn differences(of: &impl Fn(fn(&FundYear) -> Fen, Scenario) -> Vec<Fen>, language: Language) -> Vec<Series> {
    let line = |what: fn(&FundYear) -> Fen, zh: &str, en: &str| {
        let (before, after) = (of(what, Scenario::Current), of(what, Scenario::Reform));
        let change = before.into_iter().zip(after).map(|(before, after)| after - before);
        Series::new(language.pick(zh, en), change.collect())
    };
    vec![
        line(|row| row.income, "收入", "income"),
        line(|row| row.expense, "支出", "expense"),
        line(|row| row.closing, "结余", "balance"),
    ]
}

fn people_section(report: &Report, language: Language) -> Result<String> {
    let lines = |what: fn(&PeopleYear) -> Fen, zh: &str, en: &str| -> Vec<Series> {
        let line = |scenario: Scenario| {
            let (szh, sen) = scenario.names();
            let rows = report.people.iter().filter(|row| row.scenario == scenario);
            Series::new(
                language.pick(format!("{zh}（{szh}）"), format!("{en}, {sen}")),
                rows.map(what).collect(),
            )
        };
        scenarios(report).iter().copied().map(line).collect()
    };
    let mut series = lines(|row| row.mean_pension, "人均养老金", "mean pension");
    series.extend(lines(|row| row.mean_award, "人均新增养老金", "mean award"));
    let title = language.pick("职工养老金水平（元/月）", "employee pensions a month");
    Ok(format!(
        "<section>\n<h2>{title}</h2>\n{}</section>\n",
        figure(report, title.to_owned(), series, language)?
    ))
}

fn decile_section(report: &Report, language: Language) -> Result<String> {
    let title =
        language.pick("各工资十分位人均变化（全期，元）", "mean change by decile of wages, all years");
    let chart = Chart {
        title: title.to_owned(),
        labels: report.deciles.iter().map(|tenth| tenth.decile.to_string()).collect(),
        series: vec![Series::new(
            language.pick("人均变化", "mean change"),
            report.deciles.iter().map(|tenth| tenth.mean_change).collect(),
        )],
    };
    let picture = charts::bars(&chart, Medium::Paper, &words(language))?;
    Ok(format!("<section>\n<h2>{title}</h2>\n<figure>{picture}</figure>\n</section>\n"))
}

fn figure(report: &Report, title: String, series: Vec<Series>, language: Language) -> Result<String> {
    let labels = (report.first..report.first + report.years).map(|year| year.to_string()).collect();
    let picture = charts::line(&Chart { title, labels, series }, Medium::Paper, &words(language))?;
    Ok(format!("<figure>{picture}</figure>\n"))
}

fn scenarios(report: &Report) -> &'static [Scenario] {
    if report.reform.is_some() { &[Scenario::Current, Scenario::Reform] } else { &[Scenario::Current] }
}

fn words(language: Language) -> Words {
    language.pick(Words::ZH, Words::EN)
}

fn table_of(table: &Table, language: Language, words: bool) -> String {
    let class = if words { " class=\"words\"" } else { "" };
    let title = language.pick(table.title.0, table.title.1);
    let head: String = table
        .head
        .iter()
        .map(|(zh, en)| format!("<th scope=\"col\">{}</th>", escaped(language.pick(*zh, *en))))
        .collect();
    let rows: String = rows(table, language)
        .iter()
        .map(|row| {
            let cells: String = row.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
            format!("<tr>{cells}</tr>\n")
        })
        .collect();
    format!(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\"><table{class}><caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table></div>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
