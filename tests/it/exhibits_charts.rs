//! Figures, the map and the quiz by label: what a visitor reads and touches.

use crate::pictures::NoPictures;
use crate::shipped::exhibit;
use crate::visitor::{SHAPES, Visitor, comfort, low};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongxin::api::figures::LiveFigures;
use tongxin::kiosk::exhibits::figures::FiguresState;
use tongxin::kiosk::exhibits::map::MapState;
use tongxin::kiosk::exhibits::quiz::QuizState;
use tongxin::kiosk::exhibits::{Place, QuizResult};
use tongxin::model::exhibit::{Exhibit, ExhibitContent, MapCategory, QuestionKind};
use tongxin::model::scores::Score;
use tongxin::model::text::LocalizedText;
use uuid::Uuid;

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

fn visit(exhibit: Exhibit, shape: (f32, f32), language: &str, large_text: bool) -> Visitor {
    Visitor::at(exhibit, shape, comfort(language, large_text), NoPictures)
}

impl Visitor {
    pub fn go(&mut self, place: Place) {
        *self.place.borrow_mut() = place;
        self.harness.run();
    }

    #[track_caller]
    pub fn says(&self, words: &str) {
        let labels = self.labels();
        assert!(
            labels.iter().any(|label| label.contains(words)),
            "{words}: {labels:?}"
        );
    }

    pub fn labels(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        nodes
            .filter_map(|node| {
                let node = node.accesskit_node();
                node.label().or(node.value())
            })
            .collect()
    }

    /// Nothing leaves the panel sideways, every control is on it, and no two controls lie on each other but markers.
    #[track_caller]
    pub fn fits(&self, shape: (f32, f32)) {
        let panel = egui::Rect::from_min_size(egui::Pos2::ZERO, shape.into()).expand(0.5);
        let mut controls: Vec<(String, egui::Rect)> = Vec::new();
        for node in self.harness.root().children_recursive() {
            let role = node.accesskit_node().role();
            let Some(label) = node
                .accesskit_node()
                .label()
                .or(node.accesskit_node().value())
            else {
                continue;
            };
            let rect = node.rect();
            let across = rect.left() >= panel.left() && rect.right() <= panel.right();
            assert!(across, "{label} at {rect}");
            let marker = label.contains("on the map") || label.contains("地图上");
            if role != Role::Button || marker {
                continue;
            }
            assert!(panel.contains_rect(rect), "{label} at {rect}");
            for (other, at) in &controls {
                assert!(!at.shrink(1.0).intersects(rect), "{label} lies on {other}");
            }
            controls.push((label, rect));
        }
    }
}

#[test]
fn numbers_are_said_whole_while_and_after_they_count_up() {
    let figures = exhibit("figures");
    for shape in SHAPES {
        visit(figures.clone(), shape, "zh-CN", false).says("472 个");
        let mut visit = visit(figures.clone(), shape, "en", false);
        visit.says("472 centres");
        visit.says("Source: press reports");
        visit.touch("Next");
        visit.says("2,305 grids");
        assert_eq!(visit.state::<FiguresState>().page, 1);
    }
}

#[test]
fn a_chart_says_all_its_values_and_a_touched_bar_says_its_own_large() {
    let figures = exhibit("figures");
    for shape in SHAPES {
        let mut visit = visit(figures.clone(), shape, "en", false);
        visit.go(Place::new(FiguresState {
            page: 3,
            picked: None,
        }));
        visit.says("Bar chart: 2010: 2,046,189 people; 2020: 2,873,358 people");
        visit.says("Touch any part of the chart");
        visit.touch("2020: 2,873,358 people");
        assert_eq!(visit.state::<FiguresState>().picked, Some(1));
        assert!(visit.labels().contains(&"2,873,358 people".to_owned()));
        visit.touch("Next");
        visit.touch("Haikou: 2,873,358 people");
        visit.touch("Next");
        visit.touch("Jun: 13.3 hours");
        visit.touch("Previous");
        assert_eq!(
            visit.state::<FiguresState>(),
            FiguresState {
                page: 4,
                picked: None
            }
        );
    }
}

#[test]
fn a_place_is_found_by_list_marker_and_category() {
    let map = exhibit("centre");
    for shape in SHAPES {
        let mut visit = visit(map.clone(), shape, "en", false);
        visit.touch("Tea");
        assert_eq!(visit.state::<MapState>().place, Some(3));
        visit.says("Way from here: follow the thick line, about ");
        visit.says("On the map: above “You are here”");
        visit.touch("‹ All places");
        visit.touch("7, Lift, on the map");
        assert_eq!(visit.state::<MapState>().place, Some(6));
        visit.touch("‹ All places");
        visit.touch("Access");
        assert_eq!(visit.state::<MapState>().category, Some(3));
        let labels = visit.labels();
        assert!(!labels.contains(&"Tea".to_owned()), "{labels:?}");
        visit.touch("Zoom in");
        visit.touch("Zoom out");
        visit.touch("All");
        visit.touch("Tea");
    }
}

#[test]
fn who_does_not_see_figures_hears_them_page_by_page_and_value_by_value() {
    for shape in SHAPES {
        let mut visit = visit(exhibit("figures"), shape, "en", false);
        visit.is_told(
            "1 of 7\nA centre near every home\nfor activities and services: 472 centres\n\
             Since 2016 Haikou has spent more than 500 million yuan on centres in communities, parks, business \
             districts, markets and office buildings. This is one of them.",
        );
        visit.go(Place::new(FiguresState {
            page: 3,
            picked: None,
        }));
        visit.is_told(
            "4 of 7\nA growing city\nTouch any part of the chart\n\
             In ten years Haikou grew by more than 820,000 people.",
        );
        visit.touch("2010: 2,046,189 people");
        visit.is_told("2010: 2,046,189 people");
    }
}

#[test]
fn who_does_not_see_the_map_hears_what_is_in_the_list_and_where_the_open_place_is() {
    let exhibit = exhibit("centre");
    let ExhibitContent::Map(map) = &exhibit.content else {
        unreachable!("a map")
    };
    for (language, all, places) in [("zh-CN", "全部", " 个地点"), ("en", "All", " places")] {
        for shape in SHAPES {
            let mut visit = visit(exhibit.clone(), shape, language, false);
            let between = if language == "en" { ": " } else { "：" };
            visit.is_told(&format!("{all}{between}{}{places}", map.places.len()));
            let category = &map.categories[1];
            let name = category.name.in_language(language);
            visit.touch(name);
            let told = visit.told.borrow().clone();
            assert!(told.starts_with(&format!("{name}{between}")), "{told}");
            let found = map
                .places
                .iter()
                .position(|place| place.category == category.id);
            let place = &map.places[found.expect("a place")];
            let name = place.name.in_language(language);
            visit.touch(name);
            let told = visit.told.borrow().clone();
            let category = category.name.in_language(language);
            assert!(told.starts_with(&format!("{name}\n{category}\n")), "{told}");
            // Neither colour nor the thick line leads whoever does not see them.
            assert!(!told.contains("thick") && !told.contains("粗线"), "{told}");
            let side = ["“You are here”", "“您在这里”"];
            assert!(side.iter().any(|side| told.contains(side)), "{told}");
        }
    }
}

/// The shipped map with as many categories as there may be, a place in each of the first.
fn with_eight_categories() -> Exhibit {
    let mut exhibit = exhibit("centre");
    let ExhibitContent::Map(map) = &mut exhibit.content else {
        unreachable!("a map")
    };
    let category = |i: usize| MapCategory {
        id: format!("kind-{i}"),
        name: LocalizedText::zh_en(
            format!("第{i}类地点和服务"),
            format!("Places of kind no. {i}"),
        ),
    };
    map.categories = (0..8).map(category).collect();
    for (i, place) in map.places.iter_mut().enumerate() {
        place.category = format!("kind-{i}");
    }
    exhibit
}

#[test]
fn eight_categories_leave_room_for_their_places_in_large_text_within_reach() {
    let map = with_eight_categories();
    for shape in SHAPES {
        for language in LANGUAGES {
            let mut visit = Visitor::at(map.clone(), shape, low(language, true), NoPictures);
            let ExhibitContent::Map(content) = &map.content else {
                panic!("a map");
            };
            for (i, place) in content.places.iter().enumerate() {
                visit.go(Place::new(MapState::default().filtered(Some(i))));
                visit.touch(place.name.in_language(language));
                assert_eq!(visit.state::<MapState>().place, Some(i));
            }
        }
    }
}

#[test]
fn places_under_eight_categories_are_reached_with_a_finger() {
    let low = low("en", true);
    let mut visit = Visitor::at(with_eight_categories(), SHAPES[0], low, NoPictures);
    let chip = visit
        .harness
        .get_by_role_and_label(Role::Button, "Places of kind no. 0");
    let from = chip.rect().center();
    for _ in 0..6 {
        visit.drag(from, from - egui::vec2(0.0, 300.0));
    }
    assert_eq!(
        visit.state::<MapState>().category,
        None,
        "a drag is no choice"
    );
    visit.touch("Lift");
    assert_eq!(visit.state::<MapState>().place, Some(6));
}

#[test]
fn back_closes_the_place_first_and_then_leads_home() {
    for shape in SHAPES {
        let mut visit = visit(exhibit("centre"), shape, "en", false);
        visit.touch("Tea");
        visit.touch("‹ Back");
        assert_eq!(visit.state::<MapState>().place, None);
        assert!(!*visit.left.borrow());
        visit.touch("‹ Back");
        assert!(*visit.left.borrow());
    }
}

#[test]
fn a_question_with_several_right_answers_wants_all_of_them() {
    let quiz = exhibit("quiz");
    let ExhibitContent::Quiz(content) = &quiz.content else {
        panic!("a quiz");
    };
    let at = |kind| {
        let mut questions = content.questions.iter();
        let question = questions.position(|question| question.kind == kind);
        QuizState {
            question: question.expect("one of each kind"),
            ..QuizState::default()
        }
    };
    for shape in SHAPES {
        let mut visit = visit(quiz.clone(), shape, "en", false);
        visit.go(Place::new(at(QuestionKind::Multiple)));
        for answer in [
            "Have a hot tea",
            "Read papers and books",
            "Register for an activity",
        ] {
            visit.touch(answer);
        }
        visit.touch("Done");
        visit.says("That's right!");
        visit.touch("Go on");
        let order = at(QuestionKind::Order);
        assert_eq!(visit.state::<QuizState>().question, order.question);
        visit.touch("Check in on the day");
        visit.touch("Start over");
        for answer in [
            "Choose one in the calendar",
            "Register: here, by phone or at the desk",
            "Get a six-digit code",
            "Check in on the day",
        ] {
            visit.touch(answer);
        }
        visit.says("Get a six-digit code, 3rd");
        visit.says("Check in on the day, 4th");
        visit.touch("Done");
        visit.says("That's right!");
        assert_eq!(visit.state::<QuizState>().right, 2);
    }
}

#[test]
fn pictures_are_answers_that_say_what_they_show() {
    let mut visit = visit(exhibit("quiz"), SHAPES[0], "en", false);
    visit.go(Place::new(QuizState {
        question: 5,
        ..QuizState::default()
    }));
    visit.says("A row of houses with a covered walk along the ground floor");
    visit.touch("The second");
    visit.says("That's right!");
}

#[test]
fn after_a_wrong_answer_ones_own_is_said_beside_the_right_one() {
    for shape in SHAPES {
        for (language, wrong, own, both) in [
            ("en", "Horses", "You chose:", ["Horses", "Shops and trade"]),
            ("zh-CN", "养马", "您选的是：", ["养马", "开店做生意"]),
        ] {
            let mut visit = visit(exhibit("quiz"), shape, language, false);
            visit.touch(wrong);
            for words in both.into_iter().chain([own]) {
                visit.says(words);
            }
        }
        let mut visit = visit(exhibit("quiz"), shape, "en", false);
        visit.go(Place::new(QuizState {
            question: 5,
            ..QuizState::default()
        }));
        visit.touch("The third");
        visit.says("A row of houses with a covered walk along the ground floor");
        visit.says("People on a beach by the sea");
        let labels = visit.labels();
        assert!(!labels.iter().any(|label| label.contains("courtyard")));
    }
}

#[test]
fn the_longest_question_and_answers_are_read_whole() {
    let mut quiz = exhibit("quiz");
    let long = |words: &str, most: usize| -> LocalizedText {
        let words: String = words.chars().cycle().take(most).collect();
        LocalizedText::zh_en(&words, &words)
    };
    if let ExhibitContent::Quiz(content) = &mut quiz.content {
        let question = &mut content.questions[0];
        question.question = long("So long a question was never asked ", 600);
        question.explanation = long("And so it is explained at length ", 600);
        for (i, answer) in question.answers.iter_mut().enumerate() {
            answer.text = long(&format!("Answer {i} is long "), 90);
        }
    }
    let place = |visit: &Visitor, start: &str| {
        let nodes = visit.harness.root().children_recursive();
        let rects = nodes.filter_map(|node| {
            let node_said = node.accesskit_node();
            let said = node_said.label().or_else(|| node_said.value())?;
            said.starts_with(start).then(|| node.rect())
        });
        rects.last().expect("it is there")
    };
    for shape in SHAPES {
        let mut visit = visit(quiz.clone(), shape, "en", true);
        // More rows than four, and an answer of more than one.
        let asked = place(&visit, "So long a question");
        assert!(asked.height() > 70.0 * 6.0, "{asked}");
        visit.go(Place::new(QuizState {
            chosen: vec![1],
            answered: true,
            ..QuizState::default()
        }));
        assert!(place(&visit, "And so it is explained").height() > 60.0 * 5.0);
        assert!(place(&visit, "Answer 0").height() > 100.0);
        assert!(place(&visit, "Answer 1").height() > 100.0);
        visit.fits(shape);
    }
}

#[test]
fn everything_fits_with_large_text_in_both_languages_and_orientations() {
    for id in ["figures", "centre", "quiz"] {
        let exhibit = exhibit(id);
        for shape in SHAPES {
            for language in LANGUAGES {
                let mut visit = visit(exhibit.clone(), shape, language, true);
                for part in 0..exhibit.parts() {
                    let place = match &exhibit.content {
                        ExhibitContent::Figures(_) => Place::new(FiguresState {
                            page: part,
                            picked: Some(0),
                        }),
                        ExhibitContent::Map(_) => Place::new(MapState::default().opened(part)),
                        _ => Place::new(QuizState {
                            question: part,
                            ..QuizState::default()
                        }),
                    };
                    visit.go(place);
                    visit.fits(shape);
                }
            }
        }
    }
}

#[test]
fn a_live_number_says_what_the_server_counts_and_when_it_did() {
    let figures = exhibit("figures");
    for shape in SHAPES {
        let mut visit = visit(figures.clone(), shape, "en", false);
        let last = FiguresState {
            page: figures.parts() - 1,
            picked: None,
        };
        visit.go(Place::new(last));
        visit.says("Not counted yet");
        visit.says("this month");
        let values = [("activities-this-month", 42.0), ("came-today", 1280.0)];
        let values = values.map(|(key, value)| (key.to_owned(), value));
        let counted = LiveFigures {
            values: values.into(),
        };
        *visit.live.borrow_mut() = Some((counted, "As of today, 10:42".to_owned()));
        visit.harness.run();
        visit.says("42 activities");
        visit.says("1,280 people");
        visit.says("As of today, 10:42");
        // What an older server does not count is not made up.
        visit.says("Not counted yet");
        visit.fits(shape);
    }
}

#[test]
fn within_low_reach_every_number_keeps_its_words_and_when_it_was_counted() {
    let figures = exhibit("figures");
    let last = figures.parts() - 1;
    for (language, said) in [
        (
            "en",
            [
                ("42 activities", "this month"),
                ("1,280 people", "came to activities today"),
                ("7 places", "still free this week"),
                ("118 hours", "given by volunteers this month"),
            ],
        ),
        (
            "zh-CN",
            [
                ("42 场", "本月活动"),
                ("1,280 人", "今天来参加活动"),
                ("7 个", "本周还有空位"),
                ("118 小时", "本月志愿服务"),
            ],
        ),
    ] {
        for shape in SHAPES {
            for large in [false, true] {
                let comfort = low(language, large);
                let mut visit = Visitor::at(figures.clone(), shape, comfort, NoPictures);
                visit.go(Place::new(FiguresState {
                    page: last,
                    picked: None,
                }));
                *visit.live.borrow_mut() = Some((counted(), "10:42".to_owned()));
                visit.harness.run();
                let mut rects: Vec<_> = visit
                    .harness
                    .get_all_by_label("10:42")
                    .map(|node| node.rect())
                    .collect();
                assert_eq!(rects.len(), said.len());
                for words in said.into_iter().flat_map(<[&str; 2]>::from) {
                    rects.push(visit.harness.get_by_label(words).rect());
                }
                for (i, rect) in rects.iter().enumerate() {
                    let over = rects[..i]
                        .iter()
                        .find(|at| at.shrink(1.0).intersects(*rect));
                    assert_eq!(over, None, "{rect} at {shape:?}");
                }
                visit.fits(shape);
            }
        }
    }
}

fn counted() -> LiveFigures {
    let values = [
        ("activities-this-month", 42.0),
        ("came-today", 1280.0),
        ("places-this-week", 7.0),
        ("volunteer-hours-this-month", 118.0),
    ];
    LiveFigures {
        values: values.map(|(key, value)| (key.to_owned(), value)).into(),
    }
}

#[test]
fn a_quiz_shows_the_days_best_before_it_and_ones_own_among_them_after_it() {
    let quiz = exhibit("quiz");
    let of = u32::try_from(quiz.parts()).expect("few");
    let score = |taker: u128, right| Score {
        taker: Uuid::from_u128(taker),
        sign: taker as u8,
        right,
        of,
    };
    for shape in SHAPES {
        for (language, none, title, own) in [
            ("en", "be the first", "Today's best", "kapok (you)"),
            ("zh-CN", "等您来开个头", "今天最好成绩", "木棉花（您）"),
        ] {
            for large in [false, true] {
                let mut visit = visit(quiz.clone(), shape, language, large);
                visit.says(none);
                let best = vec![score(0, of), score(3, 2), score(4, 1)];
                *visit.scores.borrow_mut() = (best, Some(Uuid::from_u128(3)));
                visit.harness.run();
                visit.says(title);
                visit.says(&format!("{of}/{of}"));
                visit.fits(shape);
                visit.go(Place::new(QuizState {
                    question: quiz.parts(),
                    right: 2,
                    ..QuizState::default()
                }));
                visit.says(own);
                visit.says(title);
                visit.fits(shape);
            }
        }
    }
}

#[test]
fn the_end_of_a_quiz_is_noted_once_with_what_was_right() {
    let quiz = exhibit("quiz");
    let mut visit = visit(quiz.clone(), SHAPES[0], "en", false);
    visit.go(Place::new(QuizState {
        question: quiz.parts() - 1,
        answered: true,
        right: 4,
        ..QuizState::default()
    }));
    assert_eq!(*visit.result.borrow(), None);
    visit.touch("Go on");
    let of = u32::try_from(quiz.parts()).expect("few");
    let result = QuizResult { right: 4, of };
    assert_eq!(visit.result.borrow_mut().take(), Some(result));
    assert_eq!(visit.state::<QuizState>().question, quiz.parts());
    visit.touch("Play again");
    assert_eq!(*visit.result.borrow(), None);
}
