//! `jinbao law`: the law as data, read, compared and checked. None of it needs a database.

mod check;
mod diff;
mod show;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use kernel::{Date, RegionCode, Result};
use rules::{Dated, Source, Unit};

use super::values;
use crate::config::Settings;
use crate::console::Console;
use crate::language::Language;
use crate::report::Answer;

/// 法规数据：查看、比较、检查 / the law as data: show, compare, check
#[derive(Args, Clone, Debug)]
pub struct Law {
    #[command(subcommand)]
    pub what: What,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// 查看参数：各地各期的值及依据；给前缀则列出其下的参数 / a parameter with every value, or the parameters below a prefix
    Show {
        /// 参数或其前缀，如 pension.base、contribution；不写则列出全部 / parameter or prefix; all if left out
        path: Option<String>,
        /// 只看该地区适用的（含上级）/ only what applies in this region, inherited values included
        #[arg(long, value_name = "CODE", value_parser = values::region)]
        region: Option<RegionCode>,
        /// 只看当日有效的 / only what is in force on this day
        #[arg(long, value_name = "DATE", value_parser = values::day)]
        on: Option<Date>,
        /// 只看当日已公布的 / only what was published by this day
        #[arg(long, value_name = "DATE", value_parser = values::day)]
        known_on: Option<Date>,
    },
    /// 比较两个日期、两个地区或两个法规目录 / compare two days, two regions or two law folders
    #[command(after_help = "A、B 写成 / A and B are written as:
  2024-07-01          一日（地区用 --region，默认全国）/ a day, of the region given by --region, else of the nation
  110000              一地今日 / a region today
  110000@2024-07      一地一日（月份指其首日）/ a region on a day; a month is its first day
  DIR                 法规目录：两边都须是目录 / a law folder; then both are folders
只列出不同之处；有无不同，退出码都是 0。 / Only differences are listed; the exit code is 0 with or without any.")]
    Diff {
        /// 一边 / one side
        #[arg(value_name = "A")]
        before: String,
        /// 另一边 / the other
        #[arg(value_name = "B")]
        after: String,
        /// 只比较其下的参数 / only parameters below this prefix
        #[arg(long, value_name = "PREFIX", default_value = "")]
        path: String,
        /// 只写日期的一边所指地区 / the region of a side that is only a day
        #[arg(long, value_name = "CODE", value_parser = values::region)]
        region: Option<RegionCode>,
        /// 只看当日已公布的 / only what was published by this day
        #[arg(long, value_name = "DATE", value_parser = values::day)]
        known_on: Option<Date>,
    },
    /// 检查法规目录：指出每处错误的文件、行、列，并核对旁边的算例 / name every mistake with file, line and column, and hold the worked cases beside the law against it
    Check {
        /// 法规目录，默认为设置的目录或程序自带的法规 / law folder; else the one of the settings, else the law built in
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
        /// 列出没有算例用到的值 / list the values that no case reads
        #[arg(long)]
        unread: bool,
    },
}

impl Law {
    /// Shows, compares or checks.
    pub fn run(&self, settings: &Settings, console: &Console) -> Result<Answer> {
        match &self.what {
            What::Show { path, region, on, known_on } => {
                let asked = show::Asked {
                    path: path.as_deref().unwrap_or_default(),
                    region: *region,
                    on: *on,
                    known_on: *known_on,
                };
                show::show(settings, console.language, &asked)
            }
            What::Diff { before, after, path, region, known_on } => {
                let asked = diff::Asked { path, region: *region, known_on: *known_on };
                diff::diff(settings, console.language, [before, after], &asked)
            }
            What::Check { folder, unread } => check::check(settings, console, folder.as_deref(), *unread),
        }
    }
}

/// A value with the words of its unit; what is not known is said so.
fn said(dated: &Dated<'_>, unit: Unit, language: Language) -> String {
    let lines = dated.lines(unit);
    if lines.is_empty() {
        return language.pick("不详", "not known").to_owned();
    }
    let (zh, en) = unit.words();
    let words = language.pick(zh, en);
    let value = lines.join("; ");
    if words.is_empty() { value } else { format!("{value} {words}") }
}

/// Where a value is published; that the text was not seen is said.
fn source(source: &Source, language: Language) -> String {
    let words = [("（虚构）", "(fictional)"), ("（未见原文）", "(text not seen)")];
    let [fictional, unseen] = words.map(|(zh, en)| language.pick(zh, en));
    source.cited(fictional, unseen).to_string()
}
