//! The table of regions with their names: GB/T 2260 as compiled in, and what an agency adds by file.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::codes;
use crate::problem::Result;
use crate::region::RegionCode;

/// Regions (行政区划) down to the county with their names.
#[derive(Clone, Debug)]
pub struct Regions {
    names: BTreeMap<RegionCode, String>,
}

const NATIONAL: &str = include_str!("../../../data/regions.csv");
const EXTRA: &str = include_str!("../../../data/regions-extra.csv");

impl Regions {
    /// The regions compiled in: the national table and the fictional city.
    pub fn standard() -> &'static Regions {
        static STANDARD: OnceLock<Regions> = OnceLock::new();
        STANDARD.get_or_init(|| {
            let none = Regions { names: BTreeMap::new() };
            none.with(NATIONAL)
                .and_then(|table| table.with(EXTRA))
                .expect("a test reads the data that is compiled in")
        })
    }

    /// This table and the lines `code,name` of a file, which win. Empty lines and those with `#` in front are skipped.
    ///
    /// Errors: a line of another form ([`codes::DATA_LINE`]).
    pub fn with(&self, file: &str) -> Result<Regions> {
        let mut names = self.names.clone();
        for (line, text) in lines(file) {
            let bad = || codes::DATA_LINE.with("line", line).with("text", text);
            let (code, name) = text.split_once(',').ok_or_else(bad)?;
            let code = RegionCode::parse(code).map_err(|_| bad())?;
            let name = name.trim();
            if name.is_empty() || name.contains(',') {
                return Err(bad());
            }
            names.insert(code, name.to_owned());
        }
        Ok(Regions { names })
    }

    /// Reads a code that must exist.
    ///
    /// Errors: not six digits ([`codes::REGION_FORM`]), not in the table ([`codes::REGION_UNKNOWN`]).
    pub fn parse(&self, text: &str) -> Result<RegionCode> {
        let code = RegionCode::parse(text)?;
        if self.exists(code) { Ok(code) } else { Err(codes::REGION_UNKNOWN.with("region", code)) }
    }

    /// Is there such a region? The whole country is one.
    pub fn exists(&self, code: RegionCode) -> bool {
        self.name(code).is_some()
    }

    /// Its own name: `朝阳区`.
    pub fn name(&self, code: RegionCode) -> Option<&str> {
        if code == RegionCode::NATION { Some("全国") } else { self.names.get(&code).map(String::as_str) }
    }

    /// The name with what it lies in: `江苏省苏州市昆山市`. The six digits, if it is not in the table.
    pub fn full_name(&self, code: RegionCode) -> String {
        let Some(own) = self.name(code) else { return code.to_string() };
        let above = [code.province(), code.city()].into_iter().filter(|&larger| larger != code);
        let mut above: Vec<_> = above.filter_map(|larger| self.names.get(&larger)).collect();
        above.dedup();
        let mut full: String =
            above.into_iter().filter(|name| !name.ends_with(NO_CITY)).map(String::as_str).collect();
        full.push_str(own);
        full
    }

    /// The regions directly below, in the order of their codes. Where the table has no city in between, as in Beijing,
    /// these are the counties.
    pub fn children(&self, code: RegionCode) -> impl Iterator<Item = (RegionCode, &str)> {
        self.iter().filter(move |&(child, _)| child != code && self.parent(child) == Some(code))
    }

    /// The next larger region of the table.
    pub fn parent(&self, code: RegionCode) -> Option<RegionCode> {
        std::iter::successors(code.parent(), |larger| larger.parent()).find(|&larger| self.exists(larger))
    }

    /// All of them, in the order of their codes, without the whole country.
    pub fn iter(&self) -> impl Iterator<Item = (RegionCode, &str)> {
        self.names.iter().map(|(&code, name)| (code, name.as_str()))
    }
}

/// What the table calls a group of counties that belong to no city.
const NO_CITY: &str = "直辖县级行政区划";

/// The lines of a data file that say something, with their numbers from 1.
pub(crate) fn lines(file: &str) -> impl Iterator<Item = (usize, &str)> {
    file.trim_start_matches('\u{feff}')
        .lines()
        .enumerate()
        .map(|(n, text)| (n + 1, text.trim()))
        .filter(|(_, text)| !text.is_empty() && !text.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::Regions;
    use crate::RegionCode;

    fn region(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn names_the_regions_of_the_country_and_of_the_demo() {
        let regions = Regions::standard();
        for (code, full) in [
            ("000000", "全国"),
            ("110000", "北京市"),
            ("110105", "北京市朝阳区"),
            ("320583", "江苏省苏州市昆山市"),
            ("429004", "湖北省仙桃市"),
            ("441900", "广东省东莞市"),
            ("990100", "金保市"),
            ("990102", "金保市康泰区"),
            ("123456", "123456"),
        ] {
            assert_eq!(regions.full_name(region(code)), full, "{code}");
        }
        assert_eq!(regions.parse("110105").unwrap(), region("110105"));
        assert_eq!(regions.parse("123456").unwrap_err().code().id, "KER-0152");
        assert_eq!(regions.iter().filter(|&(code, _)| code.province() == code).count(), 34);
    }

    #[test]
    fn the_tree_skips_levels_that_do_not_exist() {
        let regions = Regions::standard();
        assert_eq!(regions.parent(region("110105")), Some(region("110000")));
        assert_eq!(regions.parent(region("990101")), Some(region("990100")));
        assert_eq!(regions.parent(region("990100")), Some(RegionCode::NATION));
        assert_eq!(regions.parent(RegionCode::NATION), None);
        let districts: Vec<_> = regions.children(region("990100")).map(|(_, name)| name).collect();
        assert_eq!(districts, ["安和区", "康泰区", "乐业区"]);
        assert_eq!(regions.children(region("110000")).count(), 16);
    }

    #[test]
    fn an_agency_adds_and_renames_regions_by_file() {
        let regions = Regions::standard().with("\u{feff}# ours\n\n990104, 新区 \n990101,安和新区\n").unwrap();
        assert_eq!(regions.name(region("990104")), Some("新区"));
        assert_eq!(regions.name(region("990101")), Some("安和新区"));
        for (file, line) in [("990104", 1), ("# x\n9901,新区", 2), ("990104,", 1), ("990104,新,区", 1)] {
            let problem = Regions::standard().with(file).unwrap_err();
            assert_eq!(problem.code().id, "KER-0161");
            assert!(problem.zh().contains(&format!("第{line}行")), "{problem}");
        }
    }
}
