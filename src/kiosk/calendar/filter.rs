//! What of the calendar a visitor wants to see. Pure.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;

use crate::api::kiosk::CalendarEntry;
use crate::model::activity::{Category, PlacesLeft};
use crate::model::day_class::DayClass;

/// One thing to ask of activities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Of this kind.
    Category(Category),
    /// Made for children.
    Children,
    /// One can still come.
    PlacesLeft,
    /// Free of charge.
    Free,
    /// On days off: weekends and holidays.
    DaysOff,
}

impl Facet {
    /// Beside the categories: what is asked most comes first.
    pub const OTHERS: [Facet; 4] = [
        Facet::PlacesLeft,
        Facet::Children,
        Facet::Free,
        Facet::DaysOff,
    ];

    /// Every one, in the order they are shown.
    pub fn all() -> impl Iterator<Item = Facet> {
        Self::OTHERS
            .into_iter()
            .chain(Category::ALL.into_iter().map(Facet::Category))
    }

    /// The key of its words.
    pub fn key(self) -> String {
        match self {
            Facet::Category(category) => format!("category-{}", category.key()),
            Facet::Children => "filter-children".to_owned(),
            Facet::PlacesLeft => "filter-places".to_owned(),
            Facet::Free => "filter-free".to_owned(),
            Facet::DaysOff => "filter-days-off".to_owned(),
        }
    }
}

/// What is needed to know whether an activity has what is asked of it.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Now.
    pub now: DateTime<Utc>,
    /// The centre's wall clock.
    pub time_zone: Tz,
    /// What kind of day a day is.
    pub day_class: &'a dyn Fn(NaiveDate) -> DayClass,
}

/// What is chosen: one of the categories, if any are, and everything else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter(Vec<Facet>);

impl Filter {
    /// Whether this is chosen.
    pub fn holds(&self, facet: Facet) -> bool {
        self.0.contains(&facet)
    }

    /// Whether nothing is chosen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is chosen, in the order it is shown.
    pub fn chosen(&self) -> impl Iterator<Item = Facet> {
        Facet::all().filter(|facet| self.holds(*facet))
    }

    /// The same with this chosen, or no longer.
    pub fn toggled(&self, facet: Facet) -> Self {
        let mut chosen = self.0.clone();
        if self.holds(facet) {
            chosen.retain(|held| *held != facet);
        } else {
            chosen.push(facet);
        }
        Self(chosen)
    }

    /// Whether an occurrence is wanted.
    pub fn admits(&self, entry: &CalendarEntry, asked: &Asked) -> bool {
        let category = |facet: &Facet| matches!(facet, Facet::Category(_));
        let mut categories = self.0.iter().copied().filter(category).peekable();
        let of_category =
            categories.peek().is_none() || categories.any(|facet| has(entry, facet, asked));
        let mut others = self.0.iter().filter(|facet| !category(facet));
        of_category && others.all(|facet| has(entry, *facet, asked))
    }

    /// How many activities would be seen with this chosen too: of a category those of it, whatever others are chosen. A
    /// course counts once, what is over or canceled not at all.
    pub fn count_with(&self, facet: Facet, entries: &[CalendarEntry], asked: &Asked) -> usize {
        let category = matches!(facet, Facet::Category(_));
        let mut with: Vec<Facet> = self.0.clone();
        if category {
            with.retain(|held| !matches!(held, Facet::Category(_)));
        }
        with.retain(|held| *held != facet);
        with.push(facet);
        Self(with).count(entries, asked)
    }

    /// How many activities are seen.
    pub fn count(&self, entries: &[CalendarEntry], asked: &Asked) -> usize {
        let to_come = entries
            .iter()
            .filter(|entry| !entry.canceled && entry.ends_at > asked.now)
            .filter(|entry| self.admits(entry, asked));
        once(to_come).count()
    }
}

/// Of each course only the first date.
pub fn once<'a>(
    entries: impl Iterator<Item = &'a CalendarEntry>,
) -> impl Iterator<Item = &'a CalendarEntry> {
    let mut courses = Vec::new();
    entries.filter(move |entry| {
        if !entry.details.course {
            return true;
        }
        let first = !courses.contains(&entry.activity);
        if first {
            courses.push(entry.activity);
        }
        first
    })
}

fn has(entry: &CalendarEntry, facet: Facet, asked: &Asked) -> bool {
    match facet {
        Facet::Category(category) => entry.category == category,
        Facet::Children => entry.details.for_children,
        Facet::Free => entry.details.cost.is_none(),
        Facet::PlacesLeft => {
            let open = !entry.canceled && entry.ends_at > asked.now;
            let free = matches!(
                entry.places.left(),
                PlacesLeft::WalkIn | PlacesLeft::Free(_)
            );
            open && free
        }
        Facet::DaysOff => {
            let day = entry.starts_at.with_timezone(&asked.time_zone).date_naive();
            is_off((asked.day_class)(day), day)
        }
    }
}

/// Whether most people do not work on that day.
pub fn is_off(class: DayClass, day: NaiveDate) -> bool {
    match class {
        DayClass::Weekend | DayClass::Holiday(_) => true,
        DayClass::Workday | DayClass::MakeUpWorkday => false,
        DayClass::CentreClosed => matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
    }
}
