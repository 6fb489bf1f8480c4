//! Where in the calendar a visitor is, and what each wish does to it. Pure.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use uuid::Uuid;

use super::filter::Filter;

/// Three ways to look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// Day after day.
    #[default]
    List,
    /// Seven days side by side.
    Week,
    /// A month at once.
    Month,
}

impl Layout {
    /// All three, in the order they are shown.
    pub const ALL: [Layout; 3] = [Layout::List, Layout::Week, Layout::Month];

    /// The key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Layout::List => "layout-list",
            Layout::Week => "layout-week",
            Layout::Month => "layout-month",
        }
    }

    /// The number of the page this day is on: pages follow each other, so their numbers do.
    pub fn page(self, day: NaiveDate) -> i64 {
        match self {
            Layout::List | Layout::Week => i64::from(monday(day).num_days_from_ce()).div_euclid(7),
            Layout::Month => i64::from(day.year()) * 12 + i64::from(day.month0()),
        }
    }

    /// The first day of a page.
    pub fn first_day(self, page: i64) -> NaiveDate {
        let day = match self {
            // The first day of the common era was a Monday.
            Layout::List | Layout::Week => i32::try_from(page * 7 + 1)
                .ok()
                .and_then(NaiveDate::from_num_days_from_ce_opt),
            Layout::Month => i32::try_from(page.div_euclid(12))
                .ok()
                .and_then(|year| NaiveDate::from_ymd_opt(year, page.rem_euclid(12) as u32 + 1, 1)),
        };
        day.unwrap_or_default()
    }

    /// The first and the last page there is anything to say about: from today's on, to the one after what is known, so
    /// that it can be seen where that ends.
    pub fn pages(self, today: NaiveDate, known_until: NaiveDate) -> (i64, i64) {
        let first = self.page(today);
        let after = known_until.succ_opt().unwrap_or(known_until);
        (first, self.page(after).max(first))
    }
}

/// The Monday of this day's week.
pub fn monday(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into()))
        .unwrap_or(day)
}

/// The days of this day's month.
pub fn month_days(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(Months::new(1));
    first
        .iter_days()
        .take_while(move |day| next.is_none_or(|next| *day < next))
}

/// What a visitor chose and opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalendarState {
    /// How they look at it.
    pub layout: Layout,
    /// `None` is today.
    pub day: Option<NaiveDate>,
    /// What they want to see.
    pub filter: Filter,
    /// Whether they are choosing that.
    pub choosing: bool,
    /// The occurrence that is open.
    pub open: Option<Uuid>,
}

/// What a visitor wants to see of the calendar.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// Another way to look.
    Layout(Layout),
    /// Another day.
    Day(NaiveDate),
    /// The list of this day.
    ListOf(NaiveDate),
    /// A page on (1) or back (-1).
    Turn(i64),
    /// Back to today.
    Today,
    /// To choose what is seen, or to be done with choosing.
    Choose(bool),
    /// To see this.
    Filter(Filter),
    /// To open this occurrence.
    Open(Uuid),
    /// To close the one that is open.
    Close,
}

impl CalendarState {
    /// The chosen day.
    pub fn day(&self, today: NaiveDate) -> NaiveDate {
        self.day.unwrap_or(today)
    }

    /// What becomes of it.
    pub fn after(&self, wish: Wish, today: NaiveDate) -> Self {
        let on = |day: NaiveDate| (day != today).then_some(day);
        let was = self.clone();
        match wish {
            Wish::Layout(layout) => Self { layout, ..was },
            Wish::Day(day) => Self {
                day: on(day),
                ..was
            },
            Wish::ListOf(day) => Self {
                layout: Layout::List,
                day: on(day),
                ..was
            },
            Wish::Turn(step) => {
                let page = self.layout.page(self.day(today)) + step;
                // Back where today is, today is the day that matters.
                let day = if page == self.layout.page(today) {
                    today
                } else {
                    self.layout.first_day(page)
                };
                Self {
                    day: on(day),
                    ..was
                }
            }
            Wish::Today => Self { day: None, ..was },
            Wish::Choose(choosing) => Self { choosing, ..was },
            Wish::Filter(filter) => Self { filter, ..was },
            Wish::Open(occurrence) => Self {
                open: Some(occurrence),
                choosing: false,
                ..was
            },
            Wish::Close => Self { open: None, ..was },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn weeks_begin_on_monday_and_pages_follow_each_other() {
        assert_eq!(monday(day("2026-11-29")), day("2026-11-23"));
        for layout in Layout::ALL {
            let mut page = layout.page(day("2024-01-01"));
            for each in day("2024-01-01").iter_days().take(1_000) {
                let its = layout.page(each);
                assert!(its == page || its == page + 1);
                page = its;
                let first = layout.first_day(page);
                assert!(
                    first <= each && layout.page(first) == page,
                    "{each} {first}"
                );
            }
        }
        assert_eq!(
            Layout::Week.first_day(Layout::Week.page(day("2026-11-29"))),
            day("2026-11-23")
        );
    }

    #[test]
    fn turning_on_and_back_ends_at_today() {
        let today = day("2026-11-27");
        for (layout, next) in [
            (Layout::List, "2026-11-30"),
            (Layout::Week, "2026-11-30"),
            (Layout::Month, "2026-12-01"),
        ] {
            let state = CalendarState {
                layout,
                ..CalendarState::default()
            };
            let on = state.after(Wish::Turn(1), today);
            assert_eq!(on.day(today), day(next));
            assert_eq!(on.after(Wish::Turn(-1), today), state);
            assert_eq!(on.after(Wish::Today, today), state);
        }
    }

    #[test]
    fn pages_go_from_today_to_where_the_unknown_begins() {
        let pages = |layout: Layout, until: &str| {
            let (first, last) = layout.pages(day("2026-11-27"), day(until));
            (layout.first_day(first), layout.first_day(last))
        };
        assert_eq!(
            pages(Layout::Week, "2026-12-10"),
            (day("2026-11-23"), day("2026-12-07"))
        );
        // The unknown begins on a Monday.
        assert_eq!(
            pages(Layout::Week, "2026-12-13"),
            (day("2026-11-23"), day("2026-12-14"))
        );
        assert_eq!(
            pages(Layout::Month, "2027-01-10"),
            (day("2026-11-01"), day("2027-01-01"))
        );
    }

    #[test]
    fn a_month_has_its_days() {
        assert_eq!(month_days(day("2026-02-14")).count(), 28);
        assert_eq!(month_days(day("2026-12-31")).count(), 31);
    }
}
