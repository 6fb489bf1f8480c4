//! Both languages say everything, and our fonts can write it.

use std::collections::BTreeSet;

use tongxin::locale;
use tongxin::model::activity::Category;
use tongxin::model::check_in::CheckInReason;
use tongxin::model::registration::RegistrationReason;
use tongxin::pack::trust::refusal::Refusal;

fn keys(language: &str) -> BTreeSet<&'static str> {
    locale::catalog(language)
        .keys()
        .iter()
        .map(String::as_str)
        .collect()
}

#[test]
fn chinese_and_english_have_the_same_messages() {
    let (chinese, english) = (keys("zh-CN"), keys("en"));
    let only = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| {
        a.difference(b).map(|s| (*s).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        only(&chinese, &english),
        Vec::<String>::new(),
        "missing in English"
    );
    assert_eq!(
        only(&english, &chinese),
        Vec::<String>::new(),
        "missing in Chinese"
    );
}

#[test]
fn every_reason_and_category_has_its_words() {
    for language in locale::languages() {
        let keys = keys(language);
        for reason in RegistrationReason::ALL {
            let key = reason.key().replace('_', "-");
            assert!(
                keys.contains(format!("registration-reason-{key}").as_str()),
                "{language}: {key}"
            );
        }
        for reason in CheckInReason::ALL {
            let key = format!("answer-{}", reason.key().replace('_', "-"));
            assert!(
                keys.contains(key.as_str()) && keys.contains(format!("{key}-more").as_str()),
                "{language}: {key}"
            );
        }
        for key in Refusal::ALL
            .map(Refusal::key)
            .iter()
            .chain(&["unreachable", "not-kept"])
        {
            for key in [
                format!("trust-refusal-{key}"),
                format!("console-kiosk-problem-refused-{key}"),
            ] {
                // Who cannot be reached is no news for whoever reads this on the server.
                let said = keys.contains(key.as_str()) || key.ends_with("refused-unreachable");
                assert!(said, "{language}: {key}");
            }
        }
        for category in Category::ALL {
            assert!(
                keys.contains(format!("category-{}", category.key()).as_str()),
                "{language}: {}",
                category.key()
            );
        }
    }
}

/// The keys of problems that the kiosk's link may report, as its sources name them.
fn problems() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let link = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kiosk/link");
    for entry in std::fs::read_dir(link).expect("the sources") {
        let path = entry.expect("an entry").path();
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        for call in ["problem(", "problem_if(", "problem: Some("] {
            let calls = text.split(call).skip(1);
            let keys =
                calls.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"'));
            found.extend(keys.map(|(key, _)| key.to_owned()));
        }
    }
    found
}

#[test]
fn every_problem_of_a_kiosk_has_its_words() {
    let problems = problems();
    assert!(problems.len() > 10, "{problems:?}");
    for language in locale::languages() {
        let keys = keys(language);
        for problem in &problems {
            let key = format!("console-kiosk-problem-{problem}");
            assert!(keys.contains(key.as_str()), "{language}: {key}");
        }
    }
}

#[test]
fn every_answer_to_a_registration_says_what_comes_of_it() {
    for language in locale::languages() {
        let keys = keys(language);
        for reason in tongxin::model::registration::RegistrationReason::ALL {
            let key = format!("register-answer-{}-more", reason.key().replace('_', "-"));
            assert!(keys.contains(key.as_str()), "{language}: {key}");
        }
        for standing in tongxin::model::registration::Standing::ALL {
            for start in ["sms-standing", "phone-own", "phone-standing"] {
                let key = format!("{start}-{}", standing.key());
                assert!(keys.contains(key.as_str()), "{language}: {key}");
            }
        }
    }
}

#[test]
fn no_message_stands_twice() {
    for language in locale::languages() {
        let mut seen = BTreeSet::new();
        let twice: Vec<_> = locale::catalog(language)
            .keys()
            .iter()
            .filter(|key| !seen.insert(key.as_str()))
            .collect();
        assert!(twice.is_empty(), "{language}: {twice:?}");
    }
}

#[test]
fn our_fonts_have_every_sign_of_every_message() {
    let ctx = egui::Context::default();
    tongxin::kiosk::theme::dress(&ctx);
    // Fonts take effect with the next pass.
    for _ in 0..2 {
        let mut drawn = ctx.run_ui(egui::RawInput::default(), |_| {});
        drawn.textures_delta.clear();
    }
    let drawn = |sign: char| {
        let font = egui::FontId::proportional(20.0);
        let ink = egui::Color32::BLACK;
        let galley = ctx.fonts_mut(|fonts| fonts.layout_no_wrap(sign.to_string(), font, ink));
        let row = galley.rows.first()?;
        Some(row.glyphs.first()?.uv_rect)
    };
    // What stands for a sign that no font has: a question mark, which is itself.
    let stand_in = drawn('\u{E000}');
    assert!(stand_in.is_some());
    let mut missing = BTreeSet::new();
    let texts = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales");
    for folder in std::fs::read_dir(texts).expect("languages") {
        let folder = folder.expect("an entry").path();
        for file in std::fs::read_dir(folder).expect("files") {
            let text = std::fs::read_to_string(file.expect("an entry").path()).expect("a text");
            let signs: BTreeSet<char> = text.chars().filter(|sign| !sign.is_control()).collect();
            missing.extend(
                signs
                    .into_iter()
                    .filter(|sign| *sign != '?' && drawn(*sign) == stand_in),
            );
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}
