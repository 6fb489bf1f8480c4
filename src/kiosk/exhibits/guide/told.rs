//! What whoever does not see a guide is told of it.

use super::cards::offered_topics;
use super::desk::became;
use super::{GuidePage, GuideState};
use crate::kiosk::exhibits::Scene;
use crate::kiosk::theme::Theme;
use crate::model::exhibit::Guide;

/// What can be asked, what was found, and what became of a question that the desk gets.
pub(super) fn place_words(scene: &Scene<'_>, guide: &Guide, state: &GuideState) -> Option<String> {
    let theme = scene.theme;
    match state.page {
        GuidePage::Answer(index) => {
            let known = guide.questions.get(index)?;
            let told = [&known.question, &known.answer];
            Some(
                told.map(|text| text.in_language(theme.language()))
                    .join("\n"),
            )
        }
        GuidePage::Sent => Some(became(scene.sent).map(|key| theme.text(key)).join("\n")),
        GuidePage::Desk => match state.for_desk() {
            Some(question) => Some(format!("{}\n{}", theme.text("guide-desk"), question.text)),
            None => Some(asking_words(theme, guide, state)),
        },
        GuidePage::Questions => Some(asking_words(theme, guide, state)),
    }
}

/// What fits what is written; before anything is, what can be asked about.
fn asking_words(theme: &Theme, guide: &Guide, state: &GuideState) -> String {
    if state.asked().is_empty() {
        return if state.typing {
            theme.text("guide-hint")
        } else {
            topic_words(theme, guide, state)
        };
    }
    let count = state.found.len();
    let found = || theme.text_with("guide-told-found", [("count", count.into())]);
    match (count, state.typing) {
        // Whoever still writes is told only that there is something by now: every letter may find others.
        (0, true) => theme.text("guide-unknown-yet"),
        (_, true) => found(),
        (0, false) => theme.text("guide-unknown"),
        (_, false) => {
            let cards = state.found.iter().filter_map(|i| guide.questions.get(*i));
            let asked = cards.map(|card| card.question.in_language(theme.language()).to_owned());
            let said: Vec<String> = std::iter::once(found()).chain(asked).collect();
            said.join("\n")
        }
    }
}

/// The topic, and how many questions it has; at the first one, who greets.
fn topic_words(theme: &Theme, guide: &Guide, state: &GuideState) -> String {
    let language = theme.language();
    let topics = offered_topics(guide);
    let greeting = (state.topic == 0).then(|| guide.greeting.in_language(language).to_owned());
    let topic = topics.get(state.topic).or(topics.first()).map(|topic| {
        let questions = guide.questions.iter();
        let count = questions.filter(|each| each.topic == topic.id).count();
        let name = topic.name.in_language(language);
        let args = [("name", name.into()), ("count", count.into())];
        theme.text_with("guide-told-topic", args)
    });
    let said: Vec<String> = greeting.into_iter().chain(topic).collect();
    said.join("\n")
}
