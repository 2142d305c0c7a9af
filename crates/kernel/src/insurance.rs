//! The insurances (险种) and the funds (基金) that carry them.

use serde::{Deserialize, Serialize};

macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $key:literal, $zh:literal, $en:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$vmeta])* $variant = $code),* }

        impl $name {
            /// All of them, in the order of their codes.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The stored code.
            pub const fn code(self) -> i64 { self as i64 }

            /// From the stored code.
            pub const fn from_code(code: i64) -> Option<$name> {
                match code { $($code => Some($name::$variant),)* _ => None }
            }

            /// The word used in files, law paths and interfaces.
            pub const fn key(self) -> &'static str {
                match self { $($name::$variant => $key),* }
            }

            /// From the word used in files.
            pub fn from_key(key: &str) -> Option<$name> {
                match key { $($key => Some($name::$variant),)* _ => None }
            }

            /// The Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $($name::$variant => $zh),* }
            }

            /// The English name.
            pub const fn en(self) -> &'static str {
                match self { $($name::$variant => $en),* }
            }
        }
    };
}
pub(crate) use coded;

coded! {
    /// An insurance (险种, AAE140). The codes are those of the national indicator set where it has one.
    Insurance {
        /// Employees' and flexible workers' pension (职工基本养老保险).
        Pension = 110, "pension", "职工养老保险", "employee pension";
        /// Residents' pension (城乡居民基本养老保险).
        ResidentPension = 170, "resident-pension", "居民养老保险", "resident pension";
        /// Unemployment (失业保险).
        Unemployment = 210, "unemployment", "失业保险", "unemployment";
        /// Employees' medical, which since the merger of 2019 carries maternity (职工基本医疗保险含生育).
        Medical = 310, "medical", "职工医疗保险", "employee medical";
        /// Large medical expense supplement (大额医疗费用互助 / 大病互助), a supplementary insurance.
        LargeMedical = 330, "large-medical", "大病互助", "large medical expenses";
        /// Residents' medical (城乡居民基本医疗保险).
        ResidentMedical = 380, "resident-medical", "居民医疗保险", "resident medical";
        /// Work injury (工伤保险).
        Injury = 410, "injury", "工伤保险", "work injury";
        /// Maternity where it is still charged by itself (生育保险).
        Maternity = 510, "maternity", "生育保险", "maternity";
    }
}

coded! {
    /// A fund (基金): one ledger, one bank of accounts.
    Fund {
        /// Employee pension fund (企业职工基本养老保险基金).
        Pension = 1, "pension", "职工养老保险基金", "employee pension fund";
        /// Employee medical fund with maternity (职工基本医疗保险基金含生育).
        Medical = 2, "medical", "职工医疗保险基金", "employee medical fund";
        /// Unemployment fund (失业保险基金).
        Unemployment = 3, "unemployment", "失业保险基金", "unemployment fund";
        /// Work injury fund (工伤保险基金).
        Injury = 4, "injury", "工伤保险基金", "work injury fund";
        /// Resident pension fund (城乡居民基本养老保险基金).
        ResidentPension = 5, "resident-pension", "居民养老保险基金", "resident pension fund";
        /// Resident medical fund (城乡居民基本医疗保险基金).
        ResidentMedical = 6, "resident-medical", "居民医疗保险基金", "resident medical fund";
    }
}

impl Insurance {
    /// The fund that receives its contributions. Maternity and the large-expense supplement lie in the medical fund.
    pub const fn fund(self) -> Fund {
        match self {
            Insurance::Pension => Fund::Pension,
            Insurance::ResidentPension => Fund::ResidentPension,
            Insurance::Unemployment => Fund::Unemployment,
            Insurance::Medical | Insurance::LargeMedical | Insurance::Maternity => Fund::Medical,
            Insurance::ResidentMedical => Fund::ResidentMedical,
            Insurance::Injury => Fund::Injury,
        }
    }
}
