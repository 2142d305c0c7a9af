//! Services of recomputations.

use super::approved;
use crate::desk::{Grant, Group, Relation, Review, Role, Service, text};

/// All of them.
pub(crate) static SERVICES: &[&Service] = &[&RECOMPUTE, &RECOMPUTE_AWARD];

const WHO: &[Grant] = &[Grant(Role::Levy, Relation::Region), Grant(Role::Benefits, Relation::Region)];

/// 重新核定
pub static RECOMPUTE: Service = Service {
    code: "recompute.run",
    zh: "追溯重新核定",
    en: "recomputation of the past",
    brief: text(
        "参数迟发或信息更正追溯以往的，找出受影响的人员和月份，经复核后补收、退费、补发或追回。",
        "finds what a late figure or a correction changes of the past, and settles it once agreed to",
    ),
    group: Group::Internal,
    who: WHO,
    review: Review::SecondPerson,
    desk: Role::Levy,
    basis: "社会保险法第六十条、第六十三条；社会保险经办条例第二十五条",
    effect: Some(approved),
    ..Service::PLAIN
};

/// 待遇重新核定
pub static RECOMPUTE_AWARD: Service = Service {
    code: "recompute.award",
    zh: "待遇重新核定",
    en: "award decided again",
    brief: text(
        "作为追溯重新核定的一部分，对一项待遇作出新的决定，取代原决定。",
        "a new decision on one award, in place of the earlier one, as part of a recomputation",
    ),
    group: Group::Internal,
    who: WHO,
    desk: Role::Benefits,
    basis: "社会保险经办条例第二十五条",
    ..Service::PLAIN
};
