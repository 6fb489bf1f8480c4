//! Where a tour goes: every screen in both languages and orientations, step by step. Pure.

use std::collections::VecDeque;

use super::{Step, TourComfort, TourPlan};
use crate::kiosk::staff::door::TAPS;
use crate::locale::{self, Catalog};
use crate::model::exhibit::{
    Chart, ChartValue, Exhibit, ExhibitContent, Figures, FiguresShown, Guide, Map, QuestionKind,
    QuizQuestion, Video, Wall,
};
use crate::model::text::LocalizedText;

/// An activity and the day it is on.
pub(super) type ActivityDay = (LocalizedText, chrono::NaiveDate);

/// Both orientations, in pixels.
const SHAPES: [(&str, f32, f32); 2] = [("landscape", 1920.0, 1080.0), ("portrait", 1080.0, 1920.0)];

/// Every screen in both languages and orientations, then the comforts once.
pub(super) fn script(
    exhibits: &[Exhibit],
    (activity, free): (Option<ActivityDay>, Option<ActivityDay>),
    plan: &TourPlan,
    first: &str,
) -> VecDeque<Step> {
    let mut steps = VecDeque::new();
    let languages = locale::languages();
    let mut codes = plan.codes.iter();
    for (shape, width, height) in SHAPES {
        steps.push_back(Step::Shape(width, height));
        for language in languages.iter().copied() {
            let walk = Walk {
                words: locale::catalog(language),
                prefix: format!("{shape}-{language}"),
                exhibits,
                activity: activity.as_ref(),
                free: free.as_ref(),
                code: codes.next().map(String::as_str),
                comforts: &plan.comforts,
            };
            walk.add(&mut steps, language != first, first);
            walk.staff(&mut steps, language != first, &plan.staff_pin);
        }
    }
    steps
}

/// Home, what is on, the first exhibit, check-in, the menu of comforts, and nobody there: on a wide panel in the first
/// language, on an upright one in the next.
pub(super) fn main_screens(exhibits: &[Exhibit], first: &str) -> VecDeque<Step> {
    let mut steps = VecDeque::new();
    let others = locale::languages().into_iter();
    let mut others = others.filter(|language| *language != first);
    let second = others.next();
    let languages = [first, second.unwrap_or(first)];
    for ((shape, width, height), language) in SHAPES.into_iter().zip(languages) {
        steps.push_back(Step::Shape(width, height));
        let walk = Walk {
            words: locale::catalog(language),
            prefix: shape.to_owned(),
            exhibits,
            activity: None,
            free: None,
            code: None,
            comforts: &[],
        };
        let begin = Walk::invitation(first);
        steps.push_back(Step::Await(begin.clone()));
        steps.push_back(Step::Touch(begin.clone()));
        if language != first {
            walk.touch(&mut steps, "language-name");
        }
        walk.picture(&mut steps, "home");
        for (open, name) in [("calendar", "calendar"), ("check-in-here", "check-in")] {
            walk.touch(&mut steps, open);
            walk.picture(&mut steps, name);
            walk.touch(&mut steps, "back");
        }
        if let Some(exhibit) = exhibits.first() {
            let title = exhibit.title.in_language(language).to_owned();
            steps.push_back(Step::Touch(title));
            walk.picture(&mut steps, "exhibit");
            walk.touch(&mut steps, "back");
        }
        walk.touch(&mut steps, "access");
        walk.picture(&mut steps, "access");
        walk.touch(&mut steps, "access-done");
        // The loop begins anew, and every picture is there by now.
        steps.push_back(Step::WaitForIdleEnd);
        steps.push_back(Step::Await(begin));
        walk.picture(&mut steps, "attract");
    }
    steps
}

struct Walk<'a> {
    words: &'static Catalog,
    prefix: String,
    exhibits: &'a [Exhibit],
    activity: Option<&'a ActivityDay>,
    /// One with places left, on another day.
    free: Option<&'a ActivityDay>,
    code: Option<&'a str>,
    /// What the visitor on the walk asks for first; with none, each comfort is shown at the end.
    comforts: &'a [TourComfort],
}

impl Walk<'_> {
    /// What the attract screen says, in both languages.
    fn invitation(first: &str) -> String {
        let others = locale::languages().into_iter();
        let others = others.filter(|language| *language != first);
        let both: Vec<String> = std::iter::once(first)
            .chain(others)
            .take(2)
            .map(|language| locale::catalog(language).text("touch-to-begin"))
            .collect();
        both.join(" ")
    }

    fn add(&self, steps: &mut VecDeque<Step>, switch: bool, first: &str) {
        let begin = Self::invitation(first);
        steps.push_back(Step::Await(begin.clone()));
        self.picture(steps, "1-attract");
        steps.push_back(Step::Touch(begin));
        if switch {
            steps.push_back(Step::Touch(self.words.text("language-name")));
        }
        if !self.comforts.is_empty() {
            self.touch(steps, "access");
            for comfort in self.comforts {
                self.touch(steps, comfort.key());
            }
            self.touch(steps, "access-done");
        }
        self.picture(steps, "2-home");
        for exhibit in self.exhibits {
            self.exhibit(steps, exhibit);
        }
        self.calendar(steps);
        self.registration(steps);
        self.check_in(steps);
        if self.comforts.is_empty() {
            self.comforts(steps);
        }
        steps.push_back(Step::WaitForIdleWarning);
        self.picture(steps, "9-idle-warning");
        self.touch(steps, "idle-stay");
        // An idle visit ends by itself: the next walk begins where every visitor does.
        steps.push_back(Step::WaitForIdleEnd);
    }

    fn touch(&self, steps: &mut VecDeque<Step>, key: &str) {
        steps.push_back(Step::Touch(self.words.text(key)));
    }

    fn picture(&self, steps: &mut VecDeque<Step>, name: &str) {
        steps.push_back(Step::Picture(format!("{}-{name}", self.prefix)));
    }

    fn exhibit(&self, steps: &mut VecDeque<Step>, exhibit: &Exhibit) {
        let language = self.words.language();
        steps.push_back(Step::Touch(exhibit.title.in_language(language).to_owned()));
        self.picture(steps, &format!("3-{}", exhibit.id));
        match &exhibit.content {
            ExhibitContent::Story(story) if story.pages.len() > 1 => {
                self.touch(steps, "page-on");
                self.picture(steps, &format!("3-{}-page-2", exhibit.id));
            }
            ExhibitContent::Gallery(_) => {
                self.touch(steps, "zoom-in");
                self.touch(steps, "zoom-in");
                self.picture(steps, &format!("3-{}-closer", exhibit.id));
            }
            ExhibitContent::Panorama(panorama) => {
                self.touch(steps, "zoom-out");
                self.picture(steps, &format!("3-{}-wider", exhibit.id));
                for (i, scene) in panorama.scenes.iter().enumerate().skip(1) {
                    steps.push_back(Step::Touch(scene.title.in_language(language).to_owned()));
                    self.picture(steps, &format!("3-{}-scene-{}", exhibit.id, i + 1));
                }
            }
            ExhibitContent::Quiz(quiz) => {
                for (i, question) in quiz.questions.iter().enumerate() {
                    if question.kind != QuestionKind::Single {
                        self.answer(steps, exhibit, question, i);
                        continue;
                    }
                    // The last is answered right, the others by the first answer.
                    let right = question
                        .answers
                        .iter()
                        .find(|answer| answer.right)
                        .filter(|_| i + 1 == quiz.questions.len());
                    let Some(answer) = right.or(question.answers.first()) else {
                        continue;
                    };
                    steps.push_back(Step::Touch(answer.text.in_language(language).to_owned()));
                    if i == 0 {
                        self.picture(steps, &format!("3-{}-explained", exhibit.id));
                    }
                    self.touch(steps, "quiz-next");
                }
                self.picture(steps, &format!("3-{}-score", exhibit.id));
            }
            ExhibitContent::Model(model) => {
                if let Some(point) = model.points.first() {
                    let label = point.label.in_language(language);
                    steps.push_back(Step::Touch(format!("1  {label}")));
                }
                self.touch(steps, "zoom-in");
                self.picture(steps, &format!("3-{}-closer", exhibit.id));
            }
            ExhibitContent::Timeline(timeline) => {
                if let Some(entry) = timeline.entries.first() {
                    let label =
                        crate::kiosk::exhibits::timeline::view::entry_label(self.words, entry);
                    steps.push_back(Step::Touch(label));
                    self.picture(steps, &format!("3-{}-open", exhibit.id));
                    self.touch(steps, "timeline-all");
                }
            }
            ExhibitContent::People(people) => {
                if let Some(person) = people.people.first() {
                    steps.push_back(Step::Touch(person.name.in_language(language).to_owned()));
                    self.picture(steps, &format!("3-{}-open", exhibit.id));
                    self.touch(steps, "people-all");
                }
            }
            ExhibitContent::Compare(compare) => {
                if let Some(pair) = compare.pairs.first() {
                    let after = pair.after.label.in_language(language);
                    steps.push_back(Step::Touch(after.to_owned()));
                    self.picture(steps, &format!("3-{}-after", exhibit.id));
                    self.touch(steps, "compare-both");
                }
            }
            ExhibitContent::Figures(figures) => self.figures(steps, exhibit, figures),
            ExhibitContent::Map(map) => self.map(steps, exhibit, map),
            ExhibitContent::Guide(guide) => self.guide(steps, exhibit, guide),
            ExhibitContent::Wall(wall) => self.wall(steps, exhibit, wall),
            ExhibitContent::Video(video) => self.video(steps, exhibit, video),
            ExhibitContent::Story(_) => {}
        }
        self.touch(steps, "back");
    }

    /// Every answer that is right, in its order; pictures before and after.
    fn answer(
        &self,
        steps: &mut VecDeque<Step>,
        exhibit: &Exhibit,
        question: &QuizQuestion,
        i: usize,
    ) {
        let order = question.kind == QuestionKind::Order;
        let answers = question.answers.iter();
        for answer in answers.filter(|answer| answer.right || order) {
            let words = answer.text.in_language(self.words.language());
            steps.push_back(Step::Touch(words.to_owned()));
        }
        self.picture(steps, &format!("3-{}-chosen-{}", exhibit.id, i + 1));
        self.touch(steps, "quiz-check");
        self.picture(steps, &format!("3-{}-explained-{}", exhibit.id, i + 1));
        self.touch(steps, "quiz-next");
    }

    /// Every page, and on a chart its first value.
    fn figures(&self, steps: &mut VecDeque<Step>, exhibit: &Exhibit, figures: &Figures) {
        for (i, page) in figures.pages.iter().enumerate() {
            if i > 0 {
                self.touch(steps, "page-on");
                self.picture(steps, &format!("3-{}-page-{}", exhibit.id, i + 1));
            }
            if let FiguresShown::Chart(chart) = &page.shown
                && let Some(said) = chart.values.first().map(|value| self.value(chart, value))
            {
                steps.push_back(Step::Touch(said));
                self.picture(steps, &format!("3-{}-page-{}-touched", exhibit.id, i + 1));
            }
        }
    }

    fn value(&self, chart: &Chart, value: &ChartValue) -> String {
        crate::kiosk::exhibits::figures::said_value(&self.theme(), chart, value)
    }

    /// The first place, from the list, and one from its category.
    fn map(&self, steps: &mut VecDeque<Step>, exhibit: &Exhibit, map: &Map) {
        let language = self.words.language();
        if let Some(place) = map.places.first() {
            steps.push_back(Step::Touch(place.name.in_language(language).to_owned()));
            self.picture(steps, &format!("3-{}-place", exhibit.id));
            self.touch(steps, "map-list");
        }
        if let Some(category) = map.categories.get(1) {
            steps.push_back(Step::Touch(category.name.in_language(language).to_owned()));
            self.picture(steps, &format!("3-{}-category", exhibit.id));
        }
        self.touch(steps, "zoom-in");
        self.picture(steps, &format!("3-{}-closer", exhibit.id));
    }

    /// An answer from the questions that are offered, then a number that is typed, and the way to the desk.
    fn guide(&self, steps: &mut VecDeque<Step>, exhibit: &Exhibit, guide: &Guide) {
        if let Some(question) = guide.questions.first() {
            let asked = question.question.in_language(self.words.language());
            steps.push_back(Step::Touch(asked.to_owned()));
            self.picture(steps, &format!("3-{}-answer", exhibit.id));
            self.touch(steps, "guide-questions");
        }
        self.touch(steps, "guide-hint");
        self.picture(steps, &format!("3-{}-typing", exhibit.id));
        steps.extend("12345".chars().map(|digit| Step::Touch(digit.to_string())));
        self.picture(steps, &format!("3-{}-found", exhibit.id));
        self.touch(steps, "guide-ask");
        self.picture(steps, &format!("3-{}-asked", exhibit.id));
        self.touch(steps, "guide-none-of-these");
        self.picture(steps, &format!("3-{}-desk", exhibit.id));
        self.touch(steps, "back");
        self.touch(steps, "back");
    }

    /// The keyboard, the paper for a finger, then a dot on the paper, all the way to the thanks.
    fn wall(&self, steps: &mut VecDeque<Step>, exhibit: &Exhibit, wall: &Wall) {
        let picture = |steps: &mut VecDeque<Step>, name: &str| {
            self.picture(steps, &format!("3-{}-{name}", exhibit.id));
        };
        self.touch(steps, "wall-leave");
        if wall.words && wall.drawings {
            picture(steps, "choose");
            self.touch(steps, "wall-write");
            picture(steps, "write");
            self.touch(steps, "key-hand");
            picture(steps, "write-by-hand");
            self.touch(steps, "back");
            self.touch(steps, "wall-draw");
        }
        if wall.drawings {
            self.touch(steps, "wall-thick");
            self.touch(steps, "wall-paper");
            picture(steps, "draw");
            self.touch(steps, "wall-clear");
            picture(steps, "clear");
            self.touch(steps, "wall-clear-no");
            self.touch(steps, "wall-done");
            picture(steps, "preview");
            self.touch(steps, "wall-send");
            steps.push_back(Step::Await(self.words.text("wall-to-wall")));
            picture(steps, "thanks");
            self.touch(steps, "wall-to-wall");
        } else {
            self.touch(steps, "back");
        }
    }

    /// It plays, stands still, and goes on from its last chapter.
    fn video(&self, steps: &mut VecDeque<Step>, exhibit: &Exhibit, video: &Video) {
        self.touch(steps, "film-watch");
        self.picture(steps, &format!("3-{}-playing", exhibit.id));
        self.touch(steps, "film-pause");
        self.picture(steps, &format!("3-{}-paused", exhibit.id));
        if let Some(chapter) = video.chapters.last() {
            let title = chapter.title.in_language(self.words.language());
            let at = crate::kiosk::exhibits::video::play::clock(chapter.at_ms);
            steps.push_back(Step::Touch(format!("{at}  {title}")));
            self.picture(steps, &format!("3-{}-chapter", exhibit.id));
        }
    }

    fn calendar(&self, steps: &mut VecDeque<Step>) {
        self.touch(steps, "calendar");
        self.picture(steps, "4-calendar");
        if let Some((title, day)) = self.activity {
            steps.push_back(Step::Touch(self.day_label(*day)));
            steps.push_back(Step::Touch(
                title.in_language(self.words.language()).to_owned(),
            ));
            self.picture(steps, "4-calendar-open");
            self.touch(steps, "back");
        }
        for layout in ["week", "month"] {
            self.touch(steps, &format!("layout-{layout}"));
            self.picture(steps, &format!("4-calendar-{layout}"));
        }
        self.touch(steps, "filter");
        self.picture(steps, "4-calendar-filter");
        self.touch(steps, "back");
        self.touch(steps, "back");
    }

    /// One person without a phone, from the calendar to the pass.
    fn registration(&self, steps: &mut VecDeque<Step>) {
        let Some((title, day)) = self.free else {
            return;
        };
        let language = self.words.language();
        self.touch(steps, "calendar");
        steps.push_back(Step::Touch(self.day_label(*day)));
        steps.push_back(Step::Touch(title.in_language(language).to_owned()));
        self.touch(steps, "register-here");
        self.picture(steps, "4-register-1-who");
        self.touch(steps, "register-alone");
        let name = if language.starts_with("zh") {
            "王"
        } else {
            "A"
        };
        steps.push_back(Step::Touch(name.to_owned()));
        self.picture(steps, "4-register-2-name");
        self.touch(steps, "register-next");
        self.picture(steps, "4-register-3-age");
        self.touch(steps, "age-60-74");
        steps.extend("138".chars().map(|digit| Step::Touch(digit.to_string())));
        self.picture(steps, "4-register-4-phone");
        self.touch(steps, "register-no-phone");
        self.picture(steps, "4-register-5-review");
        self.touch(steps, "register-send");
        steps.push_back(Step::Await(self.words.text("register-done")));
        self.picture(steps, "4-register-6-place");
        self.touch(steps, "register-done");
    }

    fn day_label(&self, day: chrono::NaiveDate) -> String {
        crate::kiosk::dates::long_date(&self.theme(), day)
    }

    /// Any theme: what it says is the same on every panel.
    fn theme(&self) -> crate::kiosk::theme::Theme {
        let panel = crate::kiosk::theme::Panel {
            width: 1920.0,
            height: 1080.0,
            width_mm: 698.0,
            bottom_mm: 900.0,
        };
        let comfort = crate::kiosk::theme::Comfort::new(self.words.language());
        crate::kiosk::theme::Theme::new(panel, comfort)
    }

    fn check_in(&self, steps: &mut VecDeque<Step>) {
        self.touch(steps, "check-in-here");
        steps.extend("000".chars().map(|digit| Step::Touch(digit.to_string())));
        self.picture(steps, "5-check-in");
        steps.extend("000".chars().map(|digit| Step::Touch(digit.to_string())));
        steps.push_back(Step::Await(self.words.text("key-erase")));
        self.picture(steps, "5-check-in-wrong");
        if let Some(code) = self.code {
            steps.extend(code.chars().map(|digit| Step::Touch(digit.to_string())));
            steps.push_back(Step::Await(self.words.text("check-in-done")));
            self.picture(steps, "5-check-in-done");
            self.touch(steps, "check-in-done");
        } else {
            self.touch(steps, "back");
        }
    }

    /// Five taps, the PIN, every page, and back to where nobody is.
    fn staff(&self, steps: &mut VecDeque<Step>, switch: bool, pin: &str) {
        steps.extend(std::iter::repeat_n(Step::Knock, TAPS));
        steps.push_back(Step::Await("1".to_owned()));
        if switch {
            steps.push_back(Step::Touch(self.words.text("language-name")));
        }
        steps.extend(pin.chars().map(|digit| Step::Touch(digit.to_string())));
        self.picture(steps, "10-staff-pin");
        self.touch(steps, "staff-pin-enter");
        steps.push_back(Step::Await(self.words.text("staff-actions")));
        self.picture(steps, "11-staff-now");
        for (key, name) in [
            ("staff-device", "12-staff-device"),
            ("staff-log", "13-staff-log"),
            ("staff-actions", "14-staff-actions"),
            ("staff-import", "15-staff-import"),
        ] {
            self.touch(steps, key);
            self.picture(steps, name);
        }
        self.touch(steps, "back");
        self.touch(steps, "staff-restart");
        self.picture(steps, "16-staff-restart");
        self.touch(steps, "staff-cancel");
        self.touch(steps, "staff-pattern");
        for name in ["greys", "colors", "lines", "touch"] {
            if name == "touch" {
                steps.push_back(Step::Knock);
            }
            self.picture(steps, &format!("17-staff-{name}"));
            if name != "touch" {
                self.touch(steps, "staff-pattern-next");
            }
        }
        self.touch(steps, "staff-pattern-close");
        self.touch(steps, "staff-close");
    }

    fn comforts(&self, steps: &mut VecDeque<Step>) {
        for (key, name) in [
            ("comfort-large-text", "6-large-text"),
            ("comfort-high-contrast", "7-high-contrast"),
            ("comfort-reach", "8-reach"),
        ] {
            let in_menu = key != "comfort-large-text";
            if in_menu {
                self.touch(steps, "access");
            }
            self.touch(steps, key);
            if in_menu {
                self.picture(steps, &format!("{name}-menu"));
                self.touch(steps, "access-done");
            }
            self.picture(steps, name);
            if key == "comfort-large-text" {
                for (open, close, name) in [
                    ("calendar", "back", "6-large-text-calendar"),
                    ("check-in-here", "back", "6-large-text-check-in"),
                ] {
                    self.touch(steps, open);
                    self.picture(steps, name);
                    self.touch(steps, close);
                }
                for exhibit in self.exhibits {
                    let title = exhibit.title.in_language(self.words.language());
                    steps.push_back(Step::Touch(title.to_owned()));
                    self.picture(steps, &format!("6-large-text-{}", exhibit.id));
                    self.touch(steps, "back");
                }
            }
            if in_menu {
                self.touch(steps, "access");
            }
            self.touch(steps, key);
            if in_menu {
                self.touch(steps, "access-done");
            }
        }
    }
}
