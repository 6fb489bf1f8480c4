//! Views of registering by label, in both languages and orientations, with large text: every page can be touched, and a
//! pass can be read by a camera.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tongxin::api::kiosk::CalendarEntry;
use tongxin::api::registration::{OwnPerson, OwnRegistration, RegistrationAnswer};
use tongxin::kiosk::registration::form::{AgeAnswer, Form, PhoneGiven, Question};
use tongxin::kiosk::registration::view::{
    RegistrationAction, RegistrationFrame, registration_ui, told,
};
use tongxin::kiosk::registration::{Page, Trouble};
use tongxin::kiosk::theme::{Panel, Theme, fonts};
use tongxin::kiosk::writing::Press;
use tongxin::model::activity::{ActivityDetails, Category, Places};
use tongxin::model::overflow::OverflowPlan;
use tongxin::model::registration::{AgeBand, RegistrationReason, Standing};
use tongxin::model::text::LocalizedText;
use uuid::Uuid;

use crate::visitor::{SHAPES, comfort};

const PASS: &str = "TX1ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKL";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn entry() -> CalendarEntry {
    CalendarEntry {
        occurrence: Uuid::nil(),
        activity: Uuid::nil(),
        title: LocalizedText::zh_en("亲子书法课：写一个福字", "Calligraphy for families"),
        summary: LocalizedText::default(),
        category: Category::Family,
        room: LocalizedText::zh_en("二楼书画室", "Studio, 2nd floor"),
        host: LocalizedText::default(),
        picture: None,
        starts_at: at("2026-11-28T02:00:00Z"),
        ends_at: at("2026-11-28T03:30:00Z"),
        places: Places {
            capacity: Some(20),
            confirmed: 3,
            waitlisted: 0,
        },
        canceled: false,
        details: ActivityDetails::default(),
        plan: OverflowPlan::default(),
        walked_in: 0,
    }
}

/// A family of three, one of them a child.
fn family(language: &str) -> Form {
    let mut form = Form::new(Uuid::nil(), Uuid::nil());
    form.set_together(true, language);
    form.add_person(language);
    form.add_person(language);
    let ages = [AgeBand::From35To59, AgeBand::Under14, AgeBand::From75];
    for ((person, name), age) in form
        .people
        .iter_mut()
        .zip(["王大明", "王小明", "李秀英"])
        .zip(ages)
    {
        for character in name.chars() {
            person.name.press(Press::Character(character));
        }
        person.age = Some(AgeAnswer::Band(age));
    }
    form.guardian_is("王大明", language);
    form.consents = true;
    form.phone = "13876541234".to_owned();
    form.phone_given = PhoneGiven::Number;
    form
}

fn answer(reason: RegistrationReason, people: usize) -> RegistrationAnswer {
    let person = |i: usize| OwnPerson {
        registration: Uuid::nil(),
        masked_name: "王**".to_owned(),
        code: format!("40721{i}"),
        standing: Standing::Confirmed,
        came: false,
    };
    RegistrationAnswer {
        id: Uuid::nil(),
        reason,
        at: Some(at("2026-11-27T02:00:00Z")),
        registration: Some(OwnRegistration {
            party: Uuid::nil(),
            occurrence: Uuid::nil(),
            title: entry().title,
            room: entry().room,
            starts_at: entry().starts_at,
            ends_at: entry().ends_at,
            course: false,
            occurrence_canceled: false,
            standing: Standing::Confirmed,
            position: (reason == RegistrationReason::Waitlisted).then_some(3),
            draw_at: None,
            offer_until: None,
            why: LocalizedText::default(),
            people: (0..people).map(person).collect(),
            manage_token: "token".to_owned(),
            pass: Some(PASS.to_owned()),
        }),
    }
}

/// A page on a panel, and what was wanted of it last.
struct Shown {
    harness: Harness<'static>,
    wanted: Rc<RefCell<Option<RegistrationAction>>>,
}

impl Shown {
    fn new(
        (width, height): (f32, f32),
        language: &str,
        large: bool,
        form: Form,
        page: Page,
        trouble: Option<Trouble>,
    ) -> Self {
        let panel = Panel {
            width,
            height,
            width_mm: width / 2.75,
            bottom_mm: 900.0,
        };
        let theme = Theme::new(panel, comfort(language, large));
        let wanted = Rc::new(RefCell::new(None));
        let noted = wanted.clone();
        let mut dressed = false;
        let mut harness = Harness::builder()
            .with_size(egui::vec2(width, height))
            .with_max_steps(400)
            .build_ui(move |ui| {
                if !std::mem::replace(&mut dressed, true) {
                    ui.ctx().set_fonts(fonts::definitions());
                    return;
                }
                let frame = RegistrationFrame {
                    entry: &entry(),
                    time_zone: chrono_tz::Asia::Shanghai,
                    form: &form,
                    page: &page,
                    asking: false,
                    trouble,
                    phone_address: Some(
                        "https://huodong.example/c/0123456789abcdef0123456789abcdef",
                    ),
                    carry: None,
                };
                let stage = ui.max_rect();
                if let Some(action) = registration_ui(ui, &theme, stage, &frame) {
                    *noted.borrow_mut() = Some(action);
                }
            });
        harness.run();
        Self { harness, wanted }
    }

    #[track_caller]
    fn touch(mut self, label: &str) -> Option<RegistrationAction> {
        self.harness
            .get_by_role_and_label(Role::Button, label)
            .click();
        self.harness.run();
        self.wanted.borrow_mut().take()
    }
}

#[track_caller]
fn check(page: &Page, trouble: Option<Trouble>, zh: &str, en: &str, wanted: &RegistrationAction) {
    for shape in SHAPES {
        for (language, label) in [("zh-CN", zh), ("en", en)] {
            for large in [false, true] {
                let shown = Shown::new(
                    shape,
                    language,
                    large,
                    family("zh-CN"),
                    page.clone(),
                    trouble,
                );
                let got = shown.touch(label);
                assert_eq!(
                    got.as_ref(),
                    Some(wanted),
                    "{page:?} {language} {shape:?} {large}"
                );
            }
        }
    }
}

#[test]
fn every_question_has_its_way_on() {
    use RegistrationAction as Action;
    let ask = |question| Page::Asking(question);
    check(
        &ask(Question::Who),
        None,
        "我自己",
        "Only me",
        &Action::Together(false),
    );
    check(
        &ask(Question::Who),
        None,
        "用我的手机",
        "On my own phone",
        &Action::OnPhone,
    );
    let band = Action::Age(AgeAnswer::Band(AgeBand::Under14));
    check(
        &ask(Question::Age(0)),
        None,
        "不满 14 岁",
        "Under 14",
        &band,
    );
    check(
        &ask(Question::People),
        None,
        "再加一位",
        "Add another person",
        &Action::AddPerson,
    );
    check(
        &ask(Question::People),
        None,
        "都齐了",
        "That is everyone",
        &Action::PeopleDone,
    );
    check(
        &ask(Question::People),
        None,
        "去掉王小明",
        "Remove 王小明",
        &Action::RemovePerson(1),
    );
    check(
        &ask(Question::Guardian),
        None,
        "王大明",
        "王大明",
        &Action::GuardianIs("王大明".to_owned()),
    );
    check(
        &ask(Question::Consent),
        None,
        "下一步",
        "Next",
        &Action::ConsentDone,
    );
    check(
        &ask(Question::Phone),
        None,
        "下一步",
        "Next",
        &Action::PhoneDone,
    );
    check(
        &ask(Question::Phone),
        None,
        "我没有手机",
        "I have no phone",
        &Action::NoPhone,
    );
    let wrong = Some(Trouble::CodeWrong { tries_left: 2 });
    check(&ask(Question::Code), wrong, "7", "7", &Action::Digit('7'));
    check(
        &ask(Question::Code),
        wrong,
        "重新发送",
        "Send it again",
        &Action::SendAgain,
    );
    check(
        &ask(Question::Review),
        None,
        "确认报名",
        "Register now",
        &Action::Send,
    );
}

#[test]
fn what_went_wrong_and_what_is_away_have_a_way_on_too() {
    use RegistrationAction as Action;
    let silent = Some(Trouble::NoAnswer);
    check(
        &Page::Sending,
        silent,
        "再试一次",
        "Try again",
        &Action::Send,
    );
    check(
        &Page::Offline,
        None,
        "把申请留在这里",
        "Leave the request here",
        &Action::Leave,
    );
    check(&Page::Kept, None, "完成", "Done", &Action::Done);
    for reason in RegistrationReason::ALL {
        let page = Page::Answer(Box::new(answer(reason, 3)));
        check(&page, None, "完成", "Done", &Action::Done);
    }
}

#[test]
fn a_pass_can_be_read_from_the_screen_by_one_and_by_eight() {
    for shape in SHAPES {
        for people in [1, 8] {
            let page = Page::Answer(Box::new(answer(RegistrationReason::Confirmed, people)));
            let shown = Shown::new(shape, "zh-CN", false, family("zh-CN"), page, None);
            assert_eq!(
                crate::qr::read(&shown.harness),
                [PASS],
                "{shape:?} {people}"
            );
        }
    }
}

#[test]
fn every_step_what_went_wrong_and_the_answer_are_told_to_whoever_does_not_see_them() {
    let panel = Panel {
        width: 1920.0,
        height: 1080.0,
        width_mm: 700.0,
        bottom_mm: 900.0,
    };
    let (entry, form) = (entry(), family("en"));
    let told = |page: &Page, trouble| {
        let frame = RegistrationFrame {
            entry: &entry,
            time_zone: chrono_tz::Asia::Shanghai,
            form: &form,
            page,
            asking: false,
            trouble,
            phone_address: None,
            carry: None,
        };
        told(&Theme::new(panel, comfort("en", false)), &frame)
    };
    let steps = [
        Question::Who,
        Question::Name(0),
        Question::Age(1),
        Question::Phone,
        Question::Code,
        Question::Review,
    ];
    let said: std::collections::BTreeSet<_> = steps
        .map(|question| told(&Page::Asking(question), None))
        .into();
    assert_eq!(said.len(), steps.len(), "{said:?}");
    let wrong = Some(Trouble::CodeWrong { tries_left: 2 });
    let code = told(&Page::Asking(Question::Code), None);
    let again = told(&Page::Asking(Question::Code), wrong);
    assert!(
        again.len() > code.len() && again.ends_with(&code),
        "{again}"
    );
    // A code is said sign by sign.
    let confirmed = answer(RegistrationReason::Confirmed, 2);
    let place = told(&Page::Answer(Box::new(confirmed)), None);
    assert!(place.contains("Studio, 2nd floor"), "{place}");
    assert!(place.ends_with("4 0 7 2 1 0\n4 0 7 2 1 1"), "{place}");
    let waiting = answer(RegistrationReason::Waitlisted, 1);
    let waiting = told(&Page::Answer(Box::new(waiting)), None);
    assert!(waiting.contains("Calligraphy for families"), "{waiting}");
}
