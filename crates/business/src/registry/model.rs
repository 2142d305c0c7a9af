//! What the registry holds.

use kernel::{
    CreditCode, Date, DocumentKind, FeeMonth, Fen, IdNumber, Insurance, PartyId, Period, RegionCode, Result,
    Sex,
};
use rules::Category;

/// An identity document with a checked number (身份证件).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Document {
    kind: DocumentKind,
    number: String,
}

impl Document {
    /// Any kind, its number checked.
    pub fn parse(kind: DocumentKind, number: &str) -> Result<Document> {
        Ok(Document { kind, number: kind.check(number)? })
    }

    /// Kind.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The full number. Never for a log.
    pub fn expose(&self) -> &str {
        &self.number
    }

    /// The number with its middle hidden.
    pub fn masked(&self) -> String {
        let (head, tail) = (3, 4);
        let count = self.number.chars().count();
        let hidden = |at: usize| at >= head && at + tail < count;
        self.number.chars().enumerate().map(|(at, c)| if hidden(at) { '*' } else { c }).collect()
    }

    /// The citizen's number, if it is one.
    pub fn id_number(&self) -> Option<IdNumber> {
        (self.kind == DocumentKind::ResidentId).then(|| IdNumber::parse(&self.number).ok()).flatten()
    }

    /// What is digested. Documents of other kinds could carry the same characters.
    pub(crate) fn key(&self) -> String {
        match self.kind {
            DocumentKind::ResidentId => self.number.clone(),
            kind => format!("{}:{}", kind.code(), self.number),
        }
    }
}

impl From<IdNumber> for Document {
    fn from(number: IdNumber) -> Document {
        Document { kind: DocumentKind::ResidentId, number: number.expose().to_owned() }
    }
}

/// Masked.
impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A person as recorded (人员).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Personal number (个人编号).
    pub id: PartyId,
    /// Name.
    pub name: String,
    /// Kind of document.
    pub document: DocumentKind,
    /// Number of the document, masked.
    pub masked: String,
    /// Sex.
    pub sex: Sex,
    /// Birthday.
    pub birth: Date,
}

/// How a person stands for life (人员状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Known; whether insured, the participations tell.
    Registered,
    /// Draws a pension (退休).
    Retired,
    /// Dead (死亡).
    Dead,
    /// Has left social insurance for good (终止参保).
    Left,
}

impl Status {
    /// The stored word.
    pub const fn key(self) -> &'static str {
        match self {
            Status::Registered => "insured",
            Status::Retired => "retired",
            Status::Dead => "dead",
            Status::Left => "left",
        }
    }

    /// From the stored word.
    pub fn from_key(key: &str) -> Option<Status> {
        [Status::Registered, Status::Retired, Status::Dead, Status::Left].into_iter().find(|s| s.key() == key)
    }
}

/// What kind of payer a unit is (单位类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PayerKind {
    /// Company (企业).
    Company,
    /// Public body (国家机关).
    PublicBody,
    /// Public institution, fully funded (全额拨款事业单位).
    InstitutionFull,
    /// Public institution, partly funded (差额拨款事业单位).
    InstitutionPart,
    /// Public institution that earns its own money (自收自支事业单位).
    InstitutionSelf,
    /// Social group (社会团体).
    SocialGroup,
    /// Small-business owner with staff (有雇工的个体工商户).
    SmallBusiness,
}

impl PayerKind {
    /// All of them, with the stored word and the Chinese name.
    pub const ALL: &'static [(PayerKind, &'static str, &'static str)] = &[
        (PayerKind::Company, "company", "企业"),
        (PayerKind::PublicBody, "public-body", "国家机关"),
        (PayerKind::InstitutionFull, "institution-full", "全额拨款事业单位"),
        (PayerKind::InstitutionPart, "institution-part", "差额拨款事业单位"),
        (PayerKind::InstitutionSelf, "institution-self", "自收自支事业单位"),
        (PayerKind::SocialGroup, "social-group", "社会团体"),
        (PayerKind::SmallBusiness, "small-business", "有雇工的个体工商户"),
    ];

    /// The stored word.
    pub fn key(self) -> &'static str {
        PayerKind::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, key, _)| key)
    }

    /// The Chinese name.
    pub fn zh(self) -> &'static str {
        PayerKind::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., zh)| zh)
    }

    /// From the stored word or the Chinese name.
    pub fn from_word(word: &str) -> Option<PayerKind> {
        PayerKind::ALL.iter().find(|(_, key, zh)| *key == word || *zh == word).map(|(kind, ..)| *kind)
    }
}

/// A unit as it is in a month (单位).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Unit number (单位编号).
    pub id: PartyId,
    /// Unified social credit code; an old unit may have none.
    pub credit_code: Option<CreditCode>,
    /// Name.
    pub name: String,
    /// What kind of payer.
    pub kind: PayerKind,
    /// Industry class for work injury, 1 to 8 (工伤行业类别).
    pub industry_class: i64,
    /// Floating tier, percent of the class rate (工伤浮动档次).
    pub floating_tier: i64,
    /// District it lies in.
    pub region: RegionCode,
    /// First month these facts hold for.
    pub from: FeeMonth,
    /// Still running? A closed unit enrols nobody.
    pub active: bool,
}

/// A person's insurance at a payer for a time (参保关系).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// The unit, or the person who pays alone.
    pub payer: PartyId,
    /// Who.
    pub person: PartyId,
    /// Which insurance.
    pub insurance: Insurance,
    /// First and last month.
    pub period: Period,
    /// As what the person pays.
    pub category: Category,
    /// Share of the average wage, or yearly tier; empty for employees.
    pub tier: String,
    /// Pooling area.
    pub region: RegionCode,
    /// Why it began.
    pub reason_in: String,
    /// Why it ended.
    pub reason_out: String,
}

impl Participation {
    /// The place that can be held once a month: insurances that exclude each other share one; work injury is held
    /// once at every unit.
    pub fn slot(&self) -> (i64, i64) {
        let slot = match self.insurance {
            Insurance::ResidentPension => Insurance::Pension,
            Insurance::ResidentMedical => Insurance::Medical,
            other => other,
        };
        (slot.code(), if slot == Insurance::Injury { self.payer.get() } else { 0 })
    }
}

/// Where a wage figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WageKind {
    /// The payer said so (申报).
    Declared,
    /// Set because the payer did not declare (未申报核定).
    Deemed,
}

impl WageKind {
    /// The stored word.
    pub const fn key(self) -> &'static str {
        match self {
            WageKind::Declared => "declared",
            WageKind::Deemed => "deemed",
        }
    }

    /// From the stored word.
    pub fn from_key(key: &str) -> Option<WageKind> {
        [WageKind::Declared, WageKind::Deemed].into_iter().find(|kind| kind.key() == key)
    }
}

/// A monthly wage at a payer for a time (申报工资).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wage {
    /// Payer.
    pub payer: PartyId,
    /// Who.
    pub person: PartyId,
    /// Months it holds for.
    pub period: Period,
    /// A month.
    pub wage: Fen,
    /// Declared or deemed.
    pub kind: WageKind,
}

/// Work at a unit (就业登记).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employment {
    /// Who.
    pub person: PartyId,
    /// Where.
    pub unit: PartyId,
    /// First day.
    pub from: Date,
    /// Last day, once it has ended.
    pub to: Option<Date>,
    /// Form of employment.
    pub form: String,
    /// Why it ended.
    pub end_reason: String,
    /// Ended not by the person's own will (非因本人意愿中断就业).
    pub involuntary: bool,
}

/// Registered as out of work (失业登记).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unemployment {
    /// Who.
    pub person: PartyId,
    /// Since.
    pub registered_on: Date,
    /// Until, once it has ended.
    pub ended_on: Option<Date>,
    /// Why it ended.
    pub end_reason: String,
}
