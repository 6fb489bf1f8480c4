//! Days that people in China keep, by either calendar. Whether one works on them is `model::day_class`.

use chrono::{Datelike as _, NaiveDate};

use super::almanac::lunar_date;

/// A day people keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Festival {
    /// 元旦
    NewYear,
    /// 妇女节
    WomensDay,
    /// 劳动节
    LabourDay,
    /// 儿童节
    ChildrensDay,
    /// 建党节
    PartyDay,
    /// 建军节
    ArmyDay,
    /// 教师节
    TeachersDay,
    /// 国庆节
    NationalDay,
    /// 除夕
    NewYearsEve,
    /// 春节
    SpringFestival,
    /// 元宵节
    Lantern,
    /// 三月三: Hainan's festival of the Li and the Miao.
    ThirdOfThird,
    /// 端午节
    DragonBoat,
    /// 七夕
    DoubleSeventh,
    /// 中秋节
    MidAutumn,
    /// 重阳节
    DoubleNinth,
    /// 腊八节
    Laba,
}

impl Festival {
    /// Every one.
    pub const ALL: [Festival; 17] = [
        Festival::NewYear,
        Festival::WomensDay,
        Festival::LabourDay,
        Festival::ChildrensDay,
        Festival::PartyDay,
        Festival::ArmyDay,
        Festival::TeachersDay,
        Festival::NationalDay,
        Festival::NewYearsEve,
        Festival::SpringFestival,
        Festival::Lantern,
        Festival::ThirdOfThird,
        Festival::DragonBoat,
        Festival::DoubleSeventh,
        Festival::MidAutumn,
        Festival::DoubleNinth,
        Festival::Laba,
    ];

    /// The name in locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Festival::NewYear => "new-year",
            Festival::WomensDay => "womens-day",
            Festival::LabourDay => "labour-day",
            Festival::ChildrensDay => "childrens-day",
            Festival::PartyDay => "party-day",
            Festival::ArmyDay => "army-day",
            Festival::TeachersDay => "teachers-day",
            Festival::NationalDay => "national-day",
            Festival::NewYearsEve => "new-years-eve",
            Festival::SpringFestival => "spring-festival",
            Festival::Lantern => "lantern",
            Festival::ThirdOfThird => "third-of-third",
            Festival::DragonBoat => "dragon-boat",
            Festival::DoubleSeventh => "double-seventh",
            Festival::MidAutumn => "mid-autumn",
            Festival::DoubleNinth => "double-ninth",
            Festival::Laba => "laba",
        }
    }
}

/// What people keep on `day`; where two fall together, the one of the traditional calendar.
pub fn festival(day: NaiveDate) -> Option<Festival> {
    traditional(day).or(match (day.month(), day.day()) {
        (1, 1) => Some(Festival::NewYear),
        (3, 8) => Some(Festival::WomensDay),
        (5, 1) => Some(Festival::LabourDay),
        (6, 1) => Some(Festival::ChildrensDay),
        (7, 1) => Some(Festival::PartyDay),
        (8, 1) => Some(Festival::ArmyDay),
        (9, 10) => Some(Festival::TeachersDay),
        (10, 1) => Some(Festival::NationalDay),
        _ => None,
    })
}

fn traditional(day: NaiveDate) -> Option<Festival> {
    // The eve is whatever day comes before the first of the year, the 29th or the 30th.
    let next = day.succ_opt().and_then(lunar_date);
    if next.is_some_and(|next| (next.month, next.day, next.leap) == (1, 1, false)) {
        return Some(Festival::NewYearsEve);
    }
    let lunar = lunar_date(day).filter(|lunar| !lunar.leap)?;
    match (lunar.month, lunar.day) {
        (1, 1) => Some(Festival::SpringFestival),
        (1, 15) => Some(Festival::Lantern),
        (3, 3) => Some(Festival::ThirdOfThird),
        (5, 5) => Some(Festival::DragonBoat),
        (7, 7) => Some(Festival::DoubleSeventh),
        (8, 15) => Some(Festival::MidAutumn),
        (9, 9) => Some(Festival::DoubleNinth),
        (12, 8) => Some(Festival::Laba),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(day: &str, expected: Option<Festival>) {
        assert_eq!(festival(day.parse().expect("a day")), expected);
    }

    #[test]
    fn festivals_of_2026_and_2027_are_where_the_almanac_has_them() {
        check("2026-02-16", Some(Festival::NewYearsEve));
        check("2026-02-17", Some(Festival::SpringFestival));
        check("2026-03-03", Some(Festival::Lantern));
        check("2026-04-19", Some(Festival::ThirdOfThird));
        check("2026-06-19", Some(Festival::DragonBoat));
        check("2026-08-19", Some(Festival::DoubleSeventh));
        check("2026-09-25", Some(Festival::MidAutumn));
        check("2026-10-01", Some(Festival::NationalDay));
        check("2026-10-18", Some(Festival::DoubleNinth));
        check("2026-11-27", None);
        check("2027-01-15", Some(Festival::Laba));
        check("2027-02-05", Some(Festival::NewYearsEve));
    }
}
