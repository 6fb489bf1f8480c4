//! The occurrence that is open.

use tongxin::api::kiosk::{CalendarEntry, KioskIdentity};
use tongxin::config::KioskSettings;
use tongxin::kiosk::calendar::state::{Layout, Wish};
use tongxin::kiosk::calendar::view::CalendarAction;
use tongxin::kiosk::content::Shown;
use tongxin::kiosk::shell::ShellAction;
use tongxin::kiosk::theme::Comfort;
use tongxin::model::activity::ActivityDetails;
use tongxin::model::overflow::{OverflowPlan, PlaceOrder};
use tongxin::model::text::LocalizedText;
use uuid::Uuid;

use super::{Desk, Kiosk, SHAPES, ZONE, day, desk, english, see};

#[test]
fn a_course_is_one_in_the_list_and_each_of_its_dates_in_the_week() {
    for shape in SHAPES {
        let list = desk().see(|state| state.day = Some(day("2026-12-02")));
        let kiosk = Kiosk::new(shape, english(), list);
        let titles = |kiosk: &Kiosk| {
            let buttons = kiosk.buttons();
            buttons
                .iter()
                .filter(|(label, _)| label == "Calligraphy")
                .count()
        };
        assert_eq!(titles(&kiosk), 1);
        kiosk.hears("Course, 3 dates, 2 December to 16 December");
        let week = desk().see(|state| {
            state.layout = Layout::Week;
            state.day = Some(day("2026-12-07"));
        });
        assert_eq!(titles(&Kiosk::new(shape, english(), week)), 1);
        let mut kiosk = Kiosk::new(shape, english(), desk().open(11));
        kiosk.hears("Registering once is for all of them.");
        let other = Wish::Open(Uuid::from_u128(12));
        assert_eq!(kiosk.touch("Wed 16 December"), see(other));
    }
}

#[test]
fn an_open_activity_says_everything_people_ask() {
    for shape in SHAPES {
        let mut desk = desk().open(2);
        let books = desk.entry(2);
        books.details = ActivityDetails {
            age_min: Some(4),
            age_max: Some(8),
            for_children: true,
            languages: vec!["zh-CN".to_owned(), "nan".to_owned(), "tlh".to_owned()],
            cost: None,
            accessibility: Some(LocalizedText::zh_en("有坡道", "There is a ramp")),
            ..ActivityDetails::default()
        };
        books.plan = OverflowPlan {
            kept_for_walk_ins: 3,
            ..OverflowPlan::default()
        };
        let kiosk = Kiosk::new(shape, english(), desk.clone());
        for words in [
            "Picture books",
            "Tomorrow, Saturday 28 November (20th day of the 10th lunar month)",
            "2:30 to 4:30 pm",
            "Main hall",
            "Opera friends",
            "Children from 4 to 8 years",
            "Mandarin, Hainanese, tlh",
            "Free of charge",
            "There is a ramp",
            "20 of 20 places taken",
            "4 waiting",
            "First come, first served; 3 places are kept for people who just come; once it is full there is a waitlist.",
            "Register at the desk",
        ] {
            kiosk.hears(words);
        }
        let kiosk = Kiosk::new(shape, Comfort::new("zh-CN"), desk);
        for words in [
            "明天 11月28日 星期六，农历十月二十",
            "下午2点半到4点半",
            "孩子（4 到 8 岁）",
            "普通话、海南话、tlh",
            "先报名，先有位；留 3 个位子给直接来的人；满了可以候补。",
        ] {
            kiosk.hears(words);
        }
    }
}

#[test]
fn a_lottery_says_when_lots_are_drawn() {
    let mut desk = desk().open(2);
    desk.entry(2).plan = OverflowPlan {
        order: PlaceOrder::Lottery,
        closes_minutes_before: 60,
        waitlist_max: Some(0),
        ..OverflowPlan::default()
    };
    let kiosk = Kiosk::new(SHAPES[0], english(), desk);
    kiosk.hears(
        "Lots are drawn on Saturday 28 November 1:30 pm; whoever registers before has the same chance; there is no waitlist.",
    );
}

#[test]
fn the_count_changes_while_one_looks() {
    for shape in SHAPES {
        let mut kiosk = Kiosk::new(shape, english(), desk().open(1));
        kiosk.hears("17 of 20 places taken");
        kiosk.desk.borrow_mut().entry(1).places.confirmed = 18;
        kiosk.harness.step();
        kiosk.hears("18 of 20 places taken");
        kiosk.hears("2 left");
        // And whoever looks is told when it is called off.
        kiosk.desk.borrow_mut().entry(1).canceled = true;
        kiosk.harness.step();
        kiosk.hears("Canceled");
    }
}

#[test]
fn registering_is_offered_only_where_it_leads_somewhere() {
    for shape in SHAPES {
        let with = |registers, number, change: fn(&mut CalendarEntry)| {
            let mut desk = desk().open(number);
            change(desk.entry(number));
            desk.registers = registers;
            Kiosk::new(shape, english(), desk)
        };
        let register = |number| Some(CalendarAction::Register(Uuid::from_u128(number)));
        let mut kiosk = with(true, 1, |_| {});
        assert_eq!(kiosk.touch("Register here"), register(1));
        assert_eq!(kiosk.touch("Check in"), Some(CalendarAction::CheckIn));
        assert_eq!(
            with(true, 2, |_| {}).touch("Join the waitlist"),
            register(2)
        );
        let kiosk = with(false, 1, |_| {});
        assert!(kiosk.silent_about("Register here"));
        kiosk.hears("Register at the desk");
        for (kiosk, words) in [
            (with(true, 1, |entry| entry.canceled = true), "Canceled"),
            (
                with(true, 1, |entry| entry.plan.closes_minutes_before = 90),
                "Registration has closed",
            ),
            (
                with(true, 2, |entry| entry.plan.waitlist_max = Some(4)),
                "Places and waitlist are full",
            ),
            (
                with(true, 10, |entry| entry.plan.opens_days_before = Some(2)),
                "Registration opens on Monday 30 November 9:30 am",
            ),
            (with(true, 3, |_| {}), "No registration, just come"),
        ] {
            kiosk.hears(words);
            assert!(kiosk.silent_about("Register here"), "{words}");
            assert!(kiosk.silent_about("Join the waitlist"), "{words}");
        }
    }
}

#[test]
fn the_code_leads_to_the_servers_own_file_where_a_phone_reaches_it() {
    for shape in SHAPES {
        for high_contrast in [false, true] {
            let desk = Desk {
                phone_address: Some("https://huodong.example/".to_owned()),
                ..desk().open(1)
            };
            let comfort = Comfort {
                high_contrast,
                ..english()
            };
            let kiosk = Kiosk::new(shape, comfort, desk);
            assert_eq!(
                crate::qr::read(&kiosk.harness),
                [
                    "https://huodong.example/feeds/occurrences/00000000-0000-0000-0000-000000000001.ics?lang=en"
                ]
            );
            kiosk.hears("Opens a page of this centre");
        }
    }
}

#[test]
fn where_no_phone_reaches_the_server_the_code_holds_the_date_itself() {
    for shape in SHAPES {
        let kiosk = Kiosk::new(shape, Comfort::new("zh-CN"), desk().open(1));
        let codes = crate::qr::read(&kiosk.harness);
        assert_eq!(
            codes,
            [[
                "BEGIN:VEVENT",
                "UID:00000000000000000000000000000001",
                "SUMMARY:Free clinic（中文）",
                "DTSTART:20261127T020000Z",
                "DTEND:20261127T040000Z",
                "LOCATION:大厅 日月广场",
                "END:VEVENT",
            ]
            .join("\r\n")]
        );
        kiosk.hears("不用上网");
    }
}

#[test]
fn phones_are_never_led_to_an_address_that_means_themselves() {
    let check = |public: Option<&str>, own: &str, expected: Option<&str>| {
        let mut shown = Shown::default();
        shown.identity = Some(KioskIdentity {
            kiosk: Uuid::nil(),
            name: String::new(),
            centre: String::new(),
            centre_title: LocalizedText::default(),
            time_zone: ZONE,
            root: String::new(),
            public_url: public.map(str::to_owned),
        });
        let settings = KioskSettings {
            server_url: own.to_owned(),
            ..KioskSettings::in_window("/nowhere".into(), [1920, 1080])
        };
        assert_eq!(shown.phone_address(&settings).as_deref(), expected);
    };
    let public = Some("https://huodong.example");
    check(public, "http://127.0.0.1:8080", public);
    check(
        None,
        "http://192.168.3.9:8080",
        Some("http://192.168.3.9:8080"),
    );
    for own in [
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "http://0.0.0.0",
        "http://localhost:1",
        "",
        "no address",
    ] {
        check(None, own, None);
    }
}

#[test]
fn one_step_back_leads_out_of_what_was_opened_last() {
    let back = |desk: Desk| Kiosk::new(SHAPES[0], english(), desk).touch("‹ Back");
    assert_eq!(back(desk().open(1)), see(Wish::Close));
    assert_eq!(
        back(desk().see(|state| state.choosing = true)),
        see(Wish::Choose(false))
    );
    assert_eq!(back(desk()), Some(CalendarAction::Shell(ShellAction::Back)));
}
