//! The guide, as a visitor meets it in the shipped pack: what is found, what is passed on, what its author is told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use serde::Deserialize;
use tongxin::kiosk::exhibits::guide::{CARDS_MAX, GuidePage, GuideState, index};
use tongxin::kiosk::exhibits::map::MapState;
use tongxin::kiosk::exhibits::{ExhibitState, Place, Sent};
use tongxin::kiosk::writing::{Press, Writing};
use tongxin::model::exhibit::{Exhibit, ExhibitContent, Guide};
use tongxin::model::outgoing::Outgoing;
use tongxin::pack::author;

use crate::pictures::ReadyPictures;
use crate::shipped::exhibit;
use crate::visitor::{SHAPES, Visitor, comfort};

fn at(shape: (f32, f32), language: &str, large_text: bool) -> Visitor {
    Visitor::at(
        exhibit("guide"),
        shape,
        comfort(language, large_text),
        ReadyPictures::square(),
    )
}

fn guide_of(exhibit: &Exhibit) -> &Guide {
    let ExhibitContent::Guide(guide) = &exhibit.content else {
        unreachable!("a guide")
    };
    guide
}

impl Visitor {
    /// What was typed, as the keyboard would have typed it, and asked.
    fn ask(&mut self, language: &str, words: &str) {
        let exhibit = exhibit("guide");
        let guide = guide_of(&exhibit);
        let state = self.state::<GuideState>().writing_on(language);
        let mut writing: Writing = state.writing.clone().expect("a keyboard");
        for letter in words.chars() {
            writing.press(Press::Character(letter));
        }
        *self.place.borrow_mut() = Place::new(state.wrote(guide, writing, true));
        self.harness.run();
    }

    #[track_caller]
    fn reads(&self, words: &str) {
        let found = self.harness.query_all_by_label(words).next();
        assert!(found.is_some(), "{words} is not there");
    }

    /// Every button is on the panel, whole.
    #[track_caller]
    fn all_on_panel(&self, (width, height): (f32, f32)) {
        let panel = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, height));
        for node in self.harness.get_all_by_role(Role::Button) {
            let (rect, label) = (node.rect(), node.accesskit_node().label());
            assert!(panel.expand(1.0).contains_rect(rect), "{label:?}: {rect}");
        }
    }

    /// What is sent and not merely counted.
    fn questions(&self) -> Vec<String> {
        let sent = self.outgoing.borrow();
        sent.iter()
            .filter_map(|what| match what {
                Outgoing::Question(question) => Some(question.text.clone()),
                _ => None,
            })
            .collect()
    }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(flatten)]
    by_language: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// By language: each question of the guide, or what it cannot know, and what visitors type.
fn asked() -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let source = include_str!("data/guide-asked.toml");
    toml::from_str::<Asked>(source).expect("a list").by_language
}

#[test]
fn most_questions_are_found_however_they_are_asked() {
    let exhibit = exhibit("guide");
    let guide = guide_of(&exhibit);
    let index = index(guide);
    for language in ["zh-CN", "en"] {
        let (mut count, mut first, mut among) = (0, 0, 0);
        for (wanted, wordings) in &asked()[language] {
            let is = |i: &usize| guide.questions[*i].question.in_language(language) == wanted;
            assert!((0..guide.questions.len()).any(|i| is(&i)), "{wanted}");
            for wording in wordings {
                let shown = guide.questions.iter().flat_map(|each| each.wordings());
                assert!(
                    !shown.into_iter().any(|known| known == wording),
                    "{wording}"
                );
                let found = index.find(wording, CARDS_MAX);
                count += 1;
                first += usize::from(found.first().is_some_and(is));
                among += usize::from(found.iter().any(is));
            }
        }
        let share = |part: usize| part as f64 / f64::from(count);
        println!(
            "{language}: {count} asked, {:.3} first, {:.3} among three",
            share(first),
            share(among)
        );
        assert!(
            share(first) >= 0.7,
            "{language}: {first} of {count} are first"
        );
        assert!(
            share(among) >= 0.85,
            "{language}: {among} of {count} are among three"
        );
    }
}

#[test]
fn what_the_guide_cannot_know_is_mostly_not_answered() {
    let exhibit = exhibit("guide");
    let index = index(guide_of(&exhibit));
    let strange: Vec<String> = asked()["nothing"].values().flatten().cloned().collect();
    let answered: Vec<&String> = strange
        .iter()
        .filter(|words| !index.find(words, CARDS_MAX).is_empty())
        .collect();
    println!(
        "{} of {} strange questions get cards",
        answered.len(),
        strange.len()
    );
    assert!(answered.len() * 10 <= strange.len() * 3, "{answered:?}");
}

#[test]
fn a_touched_question_opens_its_answer_and_is_counted() {
    let words = [
        ("zh-CN", "卫生间在哪里？", "‹ 全部问题", "去看：中心怎么走"),
        (
            "en",
            "Where is the toilet?",
            "‹ All questions",
            "More: Find your way",
        ),
    ];
    for shape in SHAPES {
        for (language, question, others, more) in words {
            let mut visit = at(shape, language, false);
            visit.touch(question);
            assert_eq!(visit.state::<GuideState>().page, GuidePage::Answer(1));
            let counted = visit.outgoing.borrow().len();
            assert!(
                matches!(visit.outgoing.borrow()[..], [Outgoing::AnswerRead(_)]),
                "{counted}"
            );
            visit.touch(others);
            assert_eq!(visit.state::<GuideState>().page, GuidePage::Questions);
            visit.touch(question);
            visit.touch(more);
            let (exhibit, part) = visit.opened.take().expect("opened");
            assert_eq!(
                (exhibit.as_str(), part.as_deref()),
                ("centre", Some("toilet"))
            );
        }
    }
}

#[test]
fn an_answer_that_leads_to_a_place_opens_the_map_there() {
    let (guide, centre) = (exhibit("guide"), exhibit("centre"));
    let from = ExhibitState::open(&guide);
    let opened = ExhibitState::open_from(&centre, Some("toilet"), from.clone());
    let place = opened.place.get::<MapState>().expect("a map").place;
    let ExhibitContent::Map(map) = &centre.content else {
        panic!("a map");
    };
    let shown = place.map(|place| map.places[place].name.in_language("en"));
    assert_eq!(shown, Some("Accessible toilet"));
    // A newer pack may have moved it.
    let gone = ExhibitState::open_from(&centre, Some("cinema"), from);
    assert_eq!(gone.place, Place::first(&centre.content));
}

#[test]
fn topics_have_questions_of_their_own() {
    for shape in SHAPES {
        let mut visit = at(shape, "en", false);
        visit.touch("Around here");
        visit.touch("Where do the arcaded houses come from?");
        assert_eq!(visit.state::<GuideState>().page, GuidePage::Answer(36));
    }
}

#[test]
fn what_is_typed_is_found_in_either_language_and_never_asserted() {
    for shape in SHAPES {
        let mut visit = at(shape, "en", false);
        visit.touch("Type your question here");
        assert!(visit.state::<GuideState>().typing);
        for key in ["W", "i", "f", "i"] {
            visit.touch(key);
        }
        visit.reads("Is there Wi-Fi? What is the password?");
        visit.touch("Ask");
        let state = visit.state::<GuideState>();
        assert!(
            !state.typing && state.page == GuidePage::Questions,
            "cards, no answer"
        );
        visit.touch("Clear");
        visit.ask("en", "停车场在哪里");
        visit.reads("Where can I park?");
        assert_eq!(visit.state::<GuideState>().found.len(), CARDS_MAX);
        visit.touch("None of these: ask the desk");
        visit.reads("停车场在哪里");
        assert_eq!(visit.state::<GuideState>().page, GuidePage::Desk);
    }
}

#[test]
fn what_has_no_answer_is_counted_once_and_without_its_words() {
    for shape in SHAPES {
        let mut visit = at(shape, "en", false);
        visit.touch("Type your question here");
        for key in ["Z", "x", "q", "j"] {
            visit.touch(key);
        }
        assert!(
            visit.outgoing.borrow().is_empty(),
            "not while it is written"
        );
        visit.touch("Ask");
        assert_eq!(*visit.outgoing.borrow(), [Outgoing::Unanswered]);
        visit.touch("Zxqj");
        visit.touch("Ask");
        assert_eq!(visit.outgoing.borrow().len(), 1);
    }
}

#[test]
fn what_is_not_known_goes_to_the_desk_and_is_thanked_for_only_once_it_is_kept() {
    for shape in SHAPES {
        let mut visit = at(shape, "zh-CN", false);
        visit.ask("zh-CN", "屋顶晒被子，13812345678");
        assert!(visit.state::<GuideState>().found.is_empty());
        visit.reads("这个问题我答不上来，请服务台看一看吧？");
        visit.touch("转给服务台");
        visit.reads("屋顶晒被子，***");
        assert_eq!(
            visit.questions(),
            Vec::<String>::new(),
            "not before it is confirmed"
        );
        visit.touch("发送");
        assert_eq!(visit.questions(), ["屋顶晒被子，***"]);
        visit.reads("请稍等…");
        *visit.sent.borrow_mut() = Some(Sent::Kept);
        visit.harness.step();
        visit.harness.run();
        visit.reads("问题记下了，会送到服务台");
        *visit.sent.borrow_mut() = Some(Sent::Lost);
        visit.harness.step();
        visit.reads("请直接到服务台问，工作人员很乐意帮您。");
        *visit.sent.borrow_mut() = Some(Sent::Enough);
        visit.harness.step();
        visit.reads("刚才这里已经转过去五个问题了");
        visit.reads("请直接到服务台问，工作人员很乐意帮您。");
        visit.touch("再问一个");
        let state = visit.state::<GuideState>();
        assert_eq!((state.asked(), state.page), ("", GuidePage::Questions));
        visit.touch("‹ 返回");
        assert!(*visit.left.borrow());
    }
}

#[test]
fn who_does_not_see_the_cards_hears_how_many_there_are_and_what_they_answer() {
    for shape in SHAPES {
        let mut visit = at(shape, "en", false);
        let told = |visit: &Visitor| visit.told.borrow().clone();
        let exhibit = exhibit("guide");
        let guide = guide_of(&exhibit);
        assert!(told(&visit).starts_with(guide.greeting.in_language("en")));
        visit.touch("Around here");
        assert!(
            told(&visit).starts_with("Around here: "),
            "{}",
            told(&visit)
        );
        visit.touch("Type your question here");
        visit.is_told("Type your question here");
        for key in ["W", "i", "f", "i"] {
            visit.touch(key);
        }
        assert!(told(&visit).ends_with("fit") || told(&visit).ends_with("fits"));
        visit.touch("Ask");
        let said = told(&visit);
        let found = visit.state::<GuideState>().found;
        assert!(
            said.contains("\nIs there Wi-Fi? What is the password?"),
            "{said}"
        );
        assert_eq!(said.lines().count(), found.len() + 1, "{said}");
        visit.touch("Is there Wi-Fi? What is the password?");
        assert!(told(&visit).starts_with("Is there Wi-Fi? What is the password?\n"));
        let mut visit = at(shape, "en", false);
        visit.ask("en", "zxqj");
        visit.is_told("I have no answer to this. Shall the desk have a look?");
        visit.touch("Pass it to the desk");
        assert!(told(&visit).starts_with("Pass this question to the desk?\n"));
        visit.touch("Send it");
        visit.is_told("One moment…\nIt is being written down.");
        *visit.sent.borrow_mut() = Some(Sent::Kept);
        visit.harness.run();
        assert!(told(&visit).starts_with("Your question goes to the desk\n"));
        *visit.sent.borrow_mut() = Some(Sent::Lost);
        visit.harness.run();
        assert!(told(&visit).starts_with("It could not be passed on\n"));
    }
}

#[test]
fn back_goes_one_step_at_a_time() {
    let mut visit = at(SHAPES[0], "en", false);
    visit.ask("en", "parking");
    visit.touch("Where can I park?");
    visit.touch("‹ Back");
    assert_eq!(visit.state::<GuideState>().asked(), "parking");
    visit.touch("‹ Back");
    assert_eq!(visit.state::<GuideState>().asked(), "");
    assert!(!*visit.left.borrow());
    visit.touch("‹ Back");
    assert!(*visit.left.borrow());
}

#[test]
fn nothing_overflows_with_large_text_and_a_still_guide_sleeps() {
    for shape in SHAPES {
        for language in ["zh-CN", "en"] {
            let mut visit = at(shape, language, true);
            let state = visit.state::<GuideState>();
            let typing = state.writing_on(language);
            visit.ask(language, "12345");
            let found = visit.state::<GuideState>();
            for next in [
                state,
                typing,
                found.writing_on(language),
                found.on(GuidePage::Answer(0)),
                found.on(GuidePage::Desk),
                found.on(GuidePage::Sent),
                found.on(GuidePage::Answer(999)),
            ] {
                *visit.place.borrow_mut() = Place::new(next);
                visit.harness.run();
                visit.all_on_panel(shape);
                assert_eq!(visit.harness.run(), 1, "it keeps drawing");
            }
        }
    }
}

/// A pack with a guide of one question, changed.
#[track_caller]
fn told(from: &str, to: &str, expected: &str) {
    let guide = r#"kind = "guide"
cover = "figure.png"
title = { zh-CN = "问", en = "Ask" }
subtitle = { zh-CN = "问", en = "Ask" }
picture = "figure.png"
alt = { zh-CN = "图", en = "A figure" }
name = { zh-CN = "椰宝", en = "Coco" }
greeting = { zh-CN = "您好", en = "Hello" }
topics = [{ id = "centre", name = { zh-CN = "中心", en = "Centre" } }]

[[questions]]
topic = "centre"
question = { zh-CN = "几点开门？", en = "When is it open?" }
also = { zh-CN = ["开放时间"], en = ["Opening hours"] }
answer = { zh-CN = "八点", en = "At eight" }
"#;
    let pack = r#"format = 1
id = "small"
centre = "riyue"
languages = ["zh-CN", "en"]
exhibits = ["guide"]
cover = "guide/figure.png"
title = { zh-CN = "名", en = "Name" }
tagline = { zh-CN = "欢迎", en = "Welcome" }
"#;
    assert!(guide.contains(from), "{from}");
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("guide")).expect("made");
    image::GrayImage::new(40, 40)
        .save(at("guide/figure.png"))
        .expect("saved");
    fs::write(at("pack.toml"), pack).expect("written");
    fs::write(at("guide/exhibit.toml"), guide.replacen(from, to, 1)).expect("written");
    let checked = author::check(Path::new(folder.path()));
    let all: Vec<String> = checked
        .problems
        .iter()
        .map(|problem| problem.what("en"))
        .collect();
    if expected.is_empty() {
        assert!(all.is_empty() && checked.manifest.is_some(), "{all:#?}");
    } else {
        assert!(all.iter().any(|what| what.contains(expected)), "{all:#?}");
        assert!(checked.manifest.is_none());
    }
}

#[test]
fn an_author_is_told_what_is_wrong_with_a_guide() {
    told("guide", "guide", "");
    told(", en = \"At eight\"", "", "en");
    told("topic = \"centre\"", "topic = \"other\"", "other");
    told("topic = \"centre\"", "", "“topic” is missing");
    let another = "[[questions]]\ntopic = \"centre\"\nquestion = { zh-CN = \"怎么走？\", en = \"opening HOURS!\" }\nanswer = { zh-CN = \"那边\", en = \"There\" }\n\n[[questions]]";
    told("[[questions]]", another, "Opening hours");
    told("also = {", "exhibit = \"nowhere\"\nalso = {", "nowhere");
    told("also = {", "exhibit = \"guide\"\nalso = {", "guide");
    told("also = { zh-CN", "also = { fr", "fr");
    told("[\"Opening hours\"]", "\"Opening hours\"", "en");
    told(
        "[\"Opening hours\"]",
        &format!("[\"{}\"]", "x".repeat(91)),
        "91",
    );
    let many: Vec<String> = (0..13).map(|i| format!("\"x{i}\"")).collect();
    told(
        "[\"Opening hours\"]",
        &format!("[{}]", many.join(", ")),
        "too many also",
    );
    let topic = |i: usize| format!("{{ id = \"t{i}\", name = {{ zh-CN = \"题\", en = \"T\" }} }}");
    let topics: Vec<String> = (0..7).map(topic).collect();
    told(
        "topics = [",
        &format!("topics = [{}, ", topics.join(", ")),
        "too many topics",
    );
    told(
        "picture = \"figure.png\"",
        "picture = \"gone.png\"",
        "gone.png",
    );
}
