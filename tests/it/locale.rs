//! Both languages say everything, and our fonts can write it.

use std::collections::BTreeSet;

use tongxin::locale;
use tongxin::model::activity::Category;
use tongxin::model::check_in::CheckInReason;
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
            let key = format!("trust-refusal-{key}");
            assert!(keys.contains(key.as_str()), "{language}: {key}");
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
