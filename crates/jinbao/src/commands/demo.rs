//! `jinbao demo`: the fictional city 金保市 lives through its months, then is served.

use std::time::Instant;

use business::desk::{Actor, Role};
use business::fund::series;
use business::levy::facts::first_open;
use business::levy::{calendar_of, publish};
use business::overview::{Event, events, overview};
use city::live::Plan;
use clap::Args;
use kernel::{FeeMonth, Fund, Moment, RegionCode, Result};
use serde_json::json;
use store::Target;

use super::serve::Listening;
use crate::config::Settings;
use crate::console::{Console, Progress, write_output};
use crate::report::{Answer, table};
use crate::setup::{self, New};
use crate::wiring::{self, Node};
use crate::{clock, codes, server};

/// 建立演示城市金保市并启动服务 / let the demo city live, then serve it
#[derive(Args, Clone, Debug)]
pub struct Demo {
    /// 参保人数 / insured people
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    pub persons: u32,
    /// 费款所属期月数 / fee months
    #[arg(long, value_name = "M", default_value_t = 36, value_parser = clap::value_parser!(u32).range(1..=36))]
    pub months: u32,
    /// 随机种子：相同种子，相同城市 / seed: the same seed makes the same city
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// 建好后不启动服务 / end when the city stands
    #[arg(long)]
    pub no_serve: bool,
    #[command(flatten)]
    pub at: Listening,
}

/// The city's region, which no real one has.
const REGION: &str = "990100";

impl Demo {
    /// Lets the city live, or go on living after an interruption, then serves it.
    pub fn run(&self, settings: &Settings, console: &mut Console) -> Result<Answer> {
        wiring::refuse_beside_server(settings, "demo")?;
        let begun = Instant::now();
        let node = self.found(settings)?;
        let plan = Plan {
            persons: usize::try_from(self.persons).unwrap_or(usize::MAX),
            months: usize::try_from(self.months).unwrap_or(usize::MAX),
            seed: self.seed,
        };
        let language = console.language;
        let mut tell = |progress: city::live::Progress| {
            let month = progress.month.map(|month| format!("{month} ")).unwrap_or_default();
            let what = format!("{month}{}", language.pick(progress.zh, progress.en));
            let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
            console.progress(&Progress { what, done: number(progress.done), of: number(progress.of) });
        };
        city::live::live(&node.office, plan, &mut tell)?;
        keep_declaration_open(&node)?;
        server::seal(&node);
        let summary = summary(&node, console, begun.elapsed().as_secs())?;
        if self.no_serve {
            return Ok(summary);
        }
        console.clear();
        write_output(&if console.json { summary.json.to_string() } else { summary.text });
        server::serve(settings, node, console)
    }

    /// The city's database: a new one, or the one that was begun. Any other is left alone.
    fn found(&self, settings: &Settings) -> Result<Node> {
        let there = match settings.target() {
            Target::Sqlite(file) => file.is_file() && setup::region_of(settings)?.is_some(),
            Target::Postgres(_) => setup::region_of(settings)?.is_some(),
        };
        if !there {
            setup::create(settings, RegionCode::parse(REGION)?, New::Demo(self.seed))?;
        }
        let node = wiring::open(settings)?;
        if !node.demo {
            let folder = settings.data.folder.display().to_string();
            return Err(codes::SET_UP.with("folder", folder).with("region", node.office.region));
        }
        Ok(node)
    }
}

/// A visitor may come on any day of a month: the city publishes that this month's declaration goes on to its end.
fn keep_declaration_open(node: &Node) -> Result<()> {
    let (office, now) = (&node.office, clock::now());
    let mut month = office.store.read(|tx| {
        let month = first_open(tx, now.date())?;
        calendar_of(tx, office, month, now.date())
    })?;
    if month.is_open(now, false) {
        return Ok(());
    }
    let last = FeeMonth::of(now.date()).last_day();
    month.opens = month.opens.min(now.date());
    month.cutoff = Moment::china(last.max(month.cutoff.date()), 23, 59);
    month.counter = month.counter.max(month.cutoff.date());
    month.late_from = month.late_from.max(month.counter);
    "演示期间申报延长至月末。".clone_into(&mut month.notice);
    let officer = Actor {
        officer: setup::NODE,
        person: None,
        party: None,
        region: office.region,
        roles: vec![Role::Admin],
        at: now,
        channel: "cli",
    };
    publish(office, &officer, &month)
}

/// What the city came to: people, bills, money, funds.
fn summary(node: &Node, console: &Console, seconds: u64) -> Result<Answer> {
    let today = clock::now().date();
    let (all, happened, months) =
        node.office.store.read(|tx| Ok((overview(tx, today)?, events(tx)?, series(tx)?)))?;
    let language = console.language;
    let mut rows = vec![
        vec![language.pick("人员", "people").to_owned(), all.people.to_string()],
        vec![language.pick("单位", "units").to_owned(), all.units.to_string()],
        vec![language.pick("应收核定单", "bills").to_owned(), all.bills.to_string()],
        vec![language.pick("应收（元）", "assessed, yuan").to_owned(), all.billed.to_string()],
        vec![language.pick("实收（元）", "collected, yuan").to_owned(), all.collected.to_string()],
        vec![language.pick("欠费（元）", "arrears, yuan").to_owned(), all.arrears.to_string()],
        vec![language.pick("养老金领取人员", "pensioners").to_owned(), all.pensioners.to_string()],
        vec![language.pick("待遇已发放（元）", "benefits paid, yuan").to_owned(), all.paid.to_string()],
    ];
    let name = |event: &Event| language.pick(event.zh, event.en).to_owned();
    rows.extend(happened.iter().map(|event| vec![name(event), event.count.to_string()]));
    let happened: serde_json::Map<_, _> =
        happened.iter().map(|event| (event.key.to_owned(), json!(event.count))).collect();
    let last = |fund| months.iter().rev().find(|month| month.fund == fund);
    let mut balances = Vec::new();
    for month in Fund::ALL.iter().filter_map(|&fund| last(fund)) {
        let name = language.pick(month.fund.zh(), month.fund.en());
        rows.push(vec![
            language.pick(format!("{name}结余（元）"), format!("{name}, yuan")),
            month.balance.to_string(),
        ]);
        balances.push(json!({ "fund": month.fund.key(), "balance": month.balance }));
    }
    let head = language.pick(["金保市", ""], ["the city 金保市", ""]);
    let closing = language.pick(
        format!("用时 {seconds} 秒。逐分核对：jinbao verify"),
        format!("took {seconds} seconds. Prove it to the fen: jinbao verify"),
    );
    let json = json!({
        "people": all.people, "units": all.units, "bills": all.bills, "billed": all.billed,
        "collected": all.collected, "arrears": all.arrears, "pensioners": all.pensioners, "paid": all.paid,
        "events": happened, "funds": balances, "seconds": seconds,
    });
    Ok(Answer::new(format!("{}\n{closing}", table(&head, &rows)), json))
}
