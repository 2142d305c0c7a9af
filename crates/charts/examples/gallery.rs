//! Writes one picture of each kind, for looking at: `cargo run -p charts --example gallery -- FOLDER`.

use std::path::PathBuf;

use charts::{Chart, Flows, Histogram, Medium, Series, Words};
use kernel::Fen;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    for (suffix, medium) in [("page", Medium::Page), ("paper", Medium::Paper)] {
        for (name, svg) in [
            ("line", charts::line(&wages(), medium, &Words::ZH)?),
            ("bars", charts::bars(&wages(), medium, &Words::ZH)?),
            ("flows", charts::flows(&fund(), medium, &Words::ZH)?),
            ("growth", charts::growth(&account(), medium, &Words::ZH)?),
            ("histogram", charts::histogram(&ages(), medium, &Words::ZH)?),
        ] {
            std::fs::write(folder.join(format!("{name}-{suffix}.svg")), svg)?;
        }
    }
    Ok(())
}

fn row(name: &str, count: i64, yuan: impl Fn(i64) -> i64) -> Series {
    Series::new(name, (0..count).map(|n| Fen::from_yuan(yuan(n))).collect())
}

fn wages() -> Chart {
    Chart {
        title: "缴费工资与待遇（按年）".to_owned(),
        labels: (2014..2026).map(|year| year.to_string()).collect(),
        series: vec![
            row("平均缴费工资", 12, |n| 4_800 + 520 * n),
            row("人均养老金", 12, |n| 2_600 + 150 * n),
            row("最低工资", 12, |n| 1_500 + 90 * n),
        ],
    }
}

fn fund() -> Flows {
    let months = (0..36).map(|n| format!("{}-{:02}", 2023 + (n + 6) / 12, (n + 6) % 12 + 1));
    Flows {
        title: "职工养老保险基金收支与结余".to_owned(),
        labels: months.collect(),
        income: vec![
            row("征缴收入", 36, |n| 21_300_000 + n * n * 7_311 % 2_900_000),
            row("利息", 36, |n| if n % 3 == 2 { 3_400_000 } else { 0 }),
        ],
        expense: vec![row("养老金支出", 36, |n| 14_800_000 + n * 190_000), row("其他支出", 36, |_| 900_000)],
        balance: row("累计结余", 36, |n| 388_000_000 + 6_000_000 * n),
    }
}

fn account() -> Chart {
    Chart {
        title: "养老个人账户的积累".to_owned(),
        labels: (2006..2026).map(|year| format!("{year}年")).collect(),
        series: vec![row("缴费本金", 20, |n| 1_900 * (n + 1) + 130 * n * n), row("利息", 20, |n| 62 * n * n)],
    }
}

fn ages() -> Histogram {
    Histogram {
        title: "参保人员年龄分布".to_owned(),
        unit: "人".to_owned(),
        classes: [("16–24", 1_204), ("25–34", 5_730), ("35–44", 6_411), ("45–54", 4_902), ("55–64", 1_753)]
            .map(|(name, count)| (name.to_owned(), count))
            .to_vec(),
    }
}
