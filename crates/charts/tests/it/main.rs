//! What a reader of the pictures notices.

#![allow(clippy::unwrap_used)] // A test may fail by panicking, its shared functions too.

use charts::{Chart, Flows, Histogram, Medium, Series, Span, TimeLine, TimeRow, Words};
use kernel::{Fen, Rate};

fn chart(values: &[i64]) -> Chart {
    Chart {
        title: "基金收入".to_owned(),
        labels: (1..=values.len()).map(|month| format!("2024-{month:02}")).collect(),
        series: vec![Series::new("征缴收入", values.iter().map(|yuan| Fen::from_yuan(*yuan)).collect())],
    }
}

/// Heights of the blocks of the first colour, without the legend's.
fn heights(svg: &str) -> Vec<i64> {
    let blocks = svg.lines().filter(|line| line.starts_with("<rect") && line.contains("#0072B2")).skip(1);
    let height = |line: &str| line.split("height=\"").nth(1)?.split('"').next()?.parse().ok();
    blocks.filter_map(height).collect()
}

#[test]
fn a_bar_is_as_high_as_its_amount() {
    let heights =
        heights(&charts::bars(&chart(&[100_000, 200_000, 400_000]), Medium::Paper, &Words::ZH).unwrap());
    assert_eq!(heights.len(), 3);
    assert!(heights[2] > 200, "{heights:?}");
    assert!(
        (heights[1] * 2 - heights[2]).abs() <= 2 && (heights[0] * 4 - heights[2]).abs() <= 4,
        "{heights:?}"
    );
}

#[test]
fn the_axis_names_the_unit_that_keeps_numbers_short() {
    for (yuan, unit) in [(8_000, "（元）"), (4_000_000, "（万元）"), (3_000_000_000, "（亿元）")] {
        let svg = charts::line(&chart(&[yuan, yuan / 2]), Medium::Page, &Words::ZH).unwrap();
        assert!(svg.contains(unit), "{yuan}: {svg}");
    }
}

#[test]
fn a_screen_reader_hears_the_title_and_exact_amounts() {
    let svg = charts::growth(&chart(&[10, 1_234_567]), Medium::Page, &Words::ZH).unwrap();
    assert!(svg.starts_with("<svg role=\"img\" "));
    assert!(svg.contains("<title>基金收入</title>"));
    assert!(
        svg.contains("征缴收入：2024-01 10.00 元，2024-02 1,234,567.00 元，最高 2024-02 1,234,567.00 元")
    );
}

#[test]
fn a_page_sets_the_colours_and_paper_has_its_own() {
    let page = charts::bars(&chart(&[5]), Medium::Page, &Words::ZH).unwrap();
    assert!(page.contains("fill=\"var(--chart-1,#0072B2)\"") && page.contains("fill=\"currentColor\""));
    let paper = charts::bars(&chart(&[5]), Medium::Paper, &Words::ZH).unwrap();
    assert!(!paper.contains("var(") && !paper.contains("currentColor"));
}

#[test]
fn a_name_cannot_become_markup() {
    let mut evil = chart(&[5, 6]);
    evil.title = "</title><script>x()</script>".to_owned();
    evil.series[0].name = "\"/><script>&".to_owned();
    evil.labels[0] = "<b>".to_owned();
    let svg = charts::line(&evil, Medium::Page, &Words::ZH).unwrap();
    assert!(!svg.contains("<script") && !svg.contains("<b>"), "{svg}");
    assert!(svg.contains("&lt;script&gt;"));
}

#[test]
fn same_figures_same_picture() {
    let once = charts::line(&chart(&[1, 2, 3]), Medium::Paper, &Words::ZH).unwrap();
    assert_eq!(once, charts::line(&chart(&[1, 2, 3]), Medium::Paper, &Words::ZH).unwrap());
    assert_ne!(once, charts::line(&chart(&[1, 2, 4]), Medium::Paper, &Words::ZH).unwrap());
}

#[test]
fn nothing_to_show_is_said() {
    for svg in [
        charts::line(&chart(&[]), Medium::Page, &Words::ZH),
        charts::growth(&chart(&[]), Medium::Page, &Words::ZH),
    ] {
        assert!(svg.unwrap().contains("暂无数据"));
    }
    let zeros = charts::bars(&chart(&[0, 0]), Medium::Paper, &Words::ZH).unwrap();
    assert_eq!(heights(&zeros), [0, 0]);
}

/// A fund in deficit: the line dips under the zero line, which both axes share.
#[test]
fn a_deficit_is_drawn_below_zero() {
    let row = |name: &str, yuan: [i64; 2]| Series::new(name, yuan.map(Fen::from_yuan).to_vec());
    let svg = charts::flows(
        &Flows {
            title: "收支".to_owned(),
            labels: vec!["一月".to_owned(), "二月".to_owned()],
            income: vec![row("收入", [300, 300])],
            expense: vec![row("支出", [900, 900])],
            balance: row("结余", [-600, -1_200]),
        },
        Medium::Paper,
        &Words::ZH,
    )
    .unwrap();
    let zero: i64 = svg
        .lines()
        .find(|line| line.contains("opacity=\"0.75\""))
        .and_then(|line| line.split("points=\"").nth(1)?.split([',', ' ']).nth(1)?.parse().ok())
        .unwrap();
    let balance = svg.lines().rfind(|line| line.starts_with("<polyline")).unwrap();
    let ys: Vec<i64> = balance
        .split("points=\"")
        .nth(1)
        .unwrap()
        .split_whitespace()
        .filter_map(|point| point.split(',').nth(1)?.parse().ok())
        .collect();
    assert!(ys.len() == 2 && ys[0] > zero && ys[1] > ys[0], "zero {zero}, line {ys:?}");
}

#[test]
fn classes_are_counted() {
    let svg = charts::histogram(
        &Histogram {
            title: "年龄".to_owned(),
            unit: "人".to_owned(),
            classes: vec![("16–24".to_owned(), 10), ("25–34".to_owned(), 20)],
        },
        Medium::Paper,
        &Words::ZH,
    )
    .unwrap();
    assert!(svg.contains("16–24：10 人；25–34：20 人") && svg.contains("16–24"));
}

/// Nothing in an English picture is Chinese but what the caller named so.
#[test]
fn the_words_are_the_callers() {
    let flows = Flows {
        title: "Employee pension".to_owned(),
        labels: vec!["2024-01".to_owned(), "2024-02".to_owned()],
        income: vec![Series::new("income", vec![Fen::from_yuan(3_000_000), Fen::from_yuan(20_000_000)])],
        expense: vec![Series::new("expenditure", vec![Fen::from_yuan(1_000_000); 2])],
        balance: Series::new("balance", vec![Fen::from_yuan(2_000_000), Fen::from_yuan(21_000_000)]),
    };
    let empty = charts::bars(
        &Chart { title: "none".to_owned(), labels: vec![], series: vec![] },
        Medium::Page,
        &Words::EN,
    );
    let svg = charts::flows(&flows, Medium::Page, &Words::EN).unwrap() + &empty.unwrap();
    let shown = svg.split('>').skip(1).filter(|part| !part.starts_with('<'));
    let chinese = |c: char| ('\u{3000}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c);
    for part in shown {
        assert!(!part.chars().any(chinese), "{part}");
    }
    assert!(svg.contains("income and expenditure (million yuan)") && svg.contains("no data yet"), "{svg}");
    assert!(
        svg.contains("income: 2024-01 3,000,000.00 yuan, 2024-02 20,000,000.00 yuan, highest 2024-02"),
        "{svg}"
    );
}

fn span(from: &str, until: Option<&str>, text: &str, height: Option<&str>) -> Span {
    Span {
        from: from.parse().unwrap(),
        until: until.map(|day| day.parse().unwrap()),
        text: text.to_owned(),
        height: height.and_then(Rate::parse),
    }
}

fn time_line(rows: Vec<(&str, Vec<Span>)>) -> TimeLine {
    let rows = rows.into_iter().map(|(name, spans)| TimeRow { name: name.to_owned(), spans });
    let until = "2024-12-31".parse().unwrap();
    TimeLine { title: "缴费基数下限".to_owned(), unit: "元".to_owned(), until, rows: rows.collect() }
}

#[test]
fn numbers_over_time_are_steps_that_break_where_nothing_was_said() {
    let whole = vec![
        span("2022-01-01", Some("2022-12-31"), "100 元", Some("100")),
        span("2023-01-01", None, "120 元", Some("120")),
    ];
    let broken = vec![whole[0].clone(), span("2024-01-01", None, "120 元", Some("120"))];
    let lines = |svg: &str| svg.matches("<polyline").count();
    let draw = |spans| charts::timeline(&time_line(vec![("全国", spans)]), Medium::Page, &Words::ZH).unwrap();
    let svg = draw(whole);
    for said in ["全国：2022-01-01 100 元，2023-01-01 120 元", "\n2022\n", "\n2024\n", "（元）"] {
        assert!(svg.contains(said), "{said} in {svg}");
    }
    assert_eq!(lines(&draw(broken)), lines(&svg) + 1, "a gap is no line");
}

#[test]
fn words_over_time_are_spans_with_their_text() {
    let spans = vec![
        span("2000-01-01", Some("2011-12-31"), "按年", None),
        span(
            "2012-01-01",
            None,
            "按月计息，一段很长的文字，放不进这一小段时间里，所以只在表中给出，图中不写",
            None,
        ),
    ];
    let svg = charts::timeline(&time_line(vec![("全国", spans)]), Medium::Paper, &Words::ZH).unwrap();
    let (_, drawn) = svg.split_once("</desc>").unwrap();
    assert!(drawn.contains("按年") && drawn.contains("全国"), "{svg}");
    assert!(!drawn.contains("很长的文字") && svg.contains("很长的文字"), "said, but not drawn over others");
    let nothing = charts::timeline(&time_line(Vec::new()), Medium::Page, &Words::ZH).unwrap();
    assert!(nothing.contains("暂无数据"));
}
