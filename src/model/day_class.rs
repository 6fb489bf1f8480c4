//! What kind of day a day is: workday, weekend, statutory holiday, make-up workday, or one the centre is closed on.
//!
//! The State Council announces each year which weekends move (国务院办公厅关于部分节假日安排的通知); the years announced are
//! in [`ANNOUNCED`]. For other years only what the law fixes is known (全国年节及纪念日放假办法, as of 2025-01-01), and
//! staff mark what they learn, day by day: a mark outranks both.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::almanac::lunar_date;

/// The kind of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayClass {
    /// Monday to Friday, nothing special.
    Workday,
    /// Saturday or Sunday.
    Weekend,
    /// A statutory holiday 法定节假日, with its name where it is known.
    Holiday(Option<Holiday>),
    /// A Saturday or Sunday that is worked for a longer holiday 调休上班日.
    MakeUpWorkday,
    /// The centre is closed.
    CentreClosed,
}

/// The seven statutory holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// 元旦
    NewYear,
    /// 春节
    SpringFestival,
    /// 清明节
    Qingming,
    /// 劳动节
    LabourDay,
    /// 端午节
    DragonBoat,
    /// 中秋节
    MidAutumn,
    /// 国庆节
    NationalDay,
}

impl Holiday {
    /// The name in locale keys.
    pub fn key(self) -> &'static str {
        match self {
            Holiday::NewYear => "new-year",
            Holiday::SpringFestival => "spring-festival",
            Holiday::Qingming => "qingming",
            Holiday::LabourDay => "labour-day",
            Holiday::DragonBoat => "dragon-boat",
            Holiday::MidAutumn => "mid-autumn",
            Holiday::NationalDay => "national-day",
        }
    }
}

/// What staff say a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayMark {
    /// The centre is closed.
    Closed,
    /// A holiday that was announced since.
    Holiday,
    /// A make-up workday that was announced since.
    MakeUpWorkday,
    /// A day like its weekday, whatever else is known.
    Usual,
}

impl DayMark {
    /// Every mark, in the order forms show them.
    pub const ALL: [DayMark; 4] = [
        DayMark::Closed,
        DayMark::Holiday,
        DayMark::MakeUpWorkday,
        DayMark::Usual,
    ];

    /// The name in the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            DayMark::Closed => "closed",
            DayMark::Holiday => "holiday",
            DayMark::MakeUpWorkday => "make-up-workday",
            DayMark::Usual => "usual",
        }
    }

    /// The mark with this [`DayMark::key`].
    pub fn from_key(key: &str) -> Option<DayMark> {
        DayMark::ALL.into_iter().find(|mark| mark.key() == key)
    }
}

/// A centre's own marks by day.
pub type DayMarks = BTreeMap<NaiveDate, DayMark>;

/// What kind of day `day` is at a centre with these marks.
pub fn day_class(day: NaiveDate, marks: &DayMarks) -> DayClass {
    let holiday = holiday_on(day);
    match marks.get(&day) {
        Some(DayMark::Closed) => return DayClass::CentreClosed,
        Some(DayMark::Holiday) => return DayClass::Holiday(holiday),
        Some(DayMark::MakeUpWorkday) => return DayClass::MakeUpWorkday,
        Some(DayMark::Usual) => return plain_class(day),
        None => {}
    }
    if holiday.is_some() {
        return DayClass::Holiday(holiday);
    }
    let worked = announced(day.year()).is_some_and(|year| {
        year.worked
            .iter()
            .any(|(month, date)| (day.month(), day.day()) == (*month, *date))
    });
    if worked {
        DayClass::MakeUpWorkday
    } else {
        plain_class(day)
    }
}

/// Whether the arrangement of this year is in this program.
pub fn is_announced(year: i32) -> bool {
    announced(year).is_some()
}

fn plain_class(day: NaiveDate) -> DayClass {
    if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        DayClass::Weekend
    } else {
        DayClass::Workday
    }
}

fn holiday_on(day: NaiveDate) -> Option<Holiday> {
    let Some(year) = announced(day.year()) else {
        return holiday_by_law(day);
    };
    let date = (day.month(), day.day());
    year.holidays
        .iter()
        .find(|(_, from, to)| *from <= date && date <= *to)
        .map(|(holiday, _, _)| *holiday)
}

type MonthDay = (u32, u32);

/// One year's arrangement: holidays from and to, and the weekend days that are worked.
struct Announced {
    year: i32,
    holidays: &'static [(Holiday, MonthDay, MonthDay)],
    worked: &'static [MonthDay],
}

/// 国办发明电〔2024〕12号 and 〔2025〕7号.
const ANNOUNCED: &[Announced] = &[
    Announced {
        year: 2025,
        holidays: &[
            (Holiday::NewYear, (1, 1), (1, 1)),
            (Holiday::SpringFestival, (1, 28), (2, 4)),
            (Holiday::Qingming, (4, 4), (4, 6)),
            (Holiday::LabourDay, (5, 1), (5, 5)),
            (Holiday::DragonBoat, (5, 31), (6, 2)),
            // In 2025 both fell together, 1 to 8 October.
            (Holiday::NationalDay, (10, 1), (10, 8)),
        ],
        worked: &[(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
    },
    Announced {
        year: 2026,
        holidays: &[
            (Holiday::NewYear, (1, 1), (1, 3)),
            (Holiday::SpringFestival, (2, 15), (2, 23)),
            (Holiday::Qingming, (4, 4), (4, 6)),
            (Holiday::LabourDay, (5, 1), (5, 5)),
            (Holiday::DragonBoat, (6, 19), (6, 21)),
            (Holiday::MidAutumn, (9, 25), (9, 27)),
            (Holiday::NationalDay, (10, 1), (10, 7)),
        ],
        worked: &[(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
    },
];

fn announced(year: i32) -> Option<&'static Announced> {
    ANNOUNCED.iter().find(|announced| announced.year == year)
}

/// The days the law itself names; weekends that move are not known before they are announced.
fn holiday_by_law(day: NaiveDate) -> Option<Holiday> {
    match (day.month(), day.day()) {
        (1, 1) => return Some(Holiday::NewYear),
        (4, date) if date == qingming(day.year()) => return Some(Holiday::Qingming),
        (5, 1 | 2) => return Some(Holiday::LabourDay),
        (10, 1..=3) => return Some(Holiday::NationalDay),
        _ => {}
    }
    // The eve (除夕) is whatever day comes before the first of the first month, 29th or 30th.
    let eve = day.succ_opt().and_then(lunar_date);
    if eve.is_some_and(|next| (next.month, next.day, next.leap) == (1, 1, false)) {
        return Some(Holiday::SpringFestival);
    }
    let lunar = lunar_date(day).filter(|lunar| !lunar.leap)?;
    match (lunar.month, lunar.day) {
        (1, 1..=3) => Some(Holiday::SpringFestival),
        (5, 5) => Some(Holiday::DragonBoat),
        (8, 15) => Some(Holiday::MidAutumn),
        _ => None,
    }
}

/// The day in April on which the sun stands at 15°: the usual formula for 2000 to 2099.
fn qingming(year: i32) -> u32 {
    let of_century = year.rem_euclid(100);
    (f64::from(of_century) * 0.2422 + 4.81) as u32 - (of_century / 4) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(day: &str, expected: DayClass) {
        let day = day.parse().expect("a day");
        assert_eq!(day_class(day, &DayMarks::new()), expected);
    }

    #[test]
    fn an_announced_year_is_as_it_was_announced() {
        use DayClass::{Holiday as Day, MakeUpWorkday, Weekend, Workday};
        check("2026-02-13", Workday);
        check("2026-02-14", MakeUpWorkday);
        check("2026-02-15", Day(Some(Holiday::SpringFestival)));
        check("2026-02-23", Day(Some(Holiday::SpringFestival)));
        check("2026-02-24", Workday);
        check("2026-02-28", MakeUpWorkday);
        check("2026-10-10", MakeUpWorkday);
        check("2026-10-11", Weekend);
        check("2025-10-08", Day(Some(Holiday::NationalDay)));
    }

    #[test]
    fn other_years_have_the_days_the_law_names() {
        use DayClass::{Holiday as Day, Weekend, Workday};
        check("2027-01-01", Day(Some(Holiday::NewYear)));
        // 除夕 to 初三.
        check("2027-02-04", Workday);
        check("2027-02-05", Day(Some(Holiday::SpringFestival)));
        check("2027-02-09", Workday);
        check("2027-02-08", Day(Some(Holiday::SpringFestival)));
        check("2027-04-05", Day(Some(Holiday::Qingming)));
        check("2028-04-04", Day(Some(Holiday::Qingming)));
        check("2027-05-02", Day(Some(Holiday::LabourDay)));
        check("2027-06-09", Day(Some(Holiday::DragonBoat)));
        check("2027-09-15", Day(Some(Holiday::MidAutumn)));
        check("2027-10-04", Workday);
        check("2027-10-09", Weekend);
        // A leap month has no holidays of its own: 2028 has a leap fifth month.
        check("2028-05-28", Day(Some(Holiday::DragonBoat)));
        check("2028-06-27", Workday);
    }

    #[test]
    fn a_mark_outranks_what_is_known() {
        let day: NaiveDate = "2027-02-06".parse().expect("a day");
        let marked = |mark| day_class(day, &DayMarks::from([(day, mark)]));
        assert_eq!(marked(DayMark::Closed), DayClass::CentreClosed);
        assert_eq!(marked(DayMark::MakeUpWorkday), DayClass::MakeUpWorkday);
        assert_eq!(marked(DayMark::Usual), DayClass::Weekend);
        assert_eq!(
            marked(DayMark::Holiday),
            DayClass::Holiday(Some(Holiday::SpringFestival))
        );
    }
}
