//! What a visitor has filled in, and which question comes next. Pure.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::api::registration::RegistrationRequest;
use crate::kiosk::writing::{Field, Press, Script, Writing};
use crate::model::activity::ActivityDetails;
use crate::model::registration::{
    AgeBand, FAMILY_MAX, GuardianConsent, PersonToRegister, RegistrationReason, RegistrationSource,
    check_people,
};

/// Digits of a mobile number of the mainland: the one kind that a keypad with this grouping can hold.
pub const PHONE_DIGITS: usize = 11;
/// Longest name that is typed here.
const NAME_CHARS_MAX: usize = 40;

/// What is asked, one calm screen each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Alone, together, or on one's own phone?
    Who,
    /// The name of this person.
    Name(usize),
    /// How old this person is.
    Age(usize),
    /// Whether that is everyone.
    People,
    /// Who answers for a child.
    Guardian,
    /// Whether they say yes.
    Consent,
    /// A number, or none.
    Phone,
    /// The code that went to it.
    Code,
    /// Whether everything is right.
    Review,
}

/// An answer to how old somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgeAnswer {
    /// So old.
    Band(AgeBand),
    /// Not said.
    Unsaid,
}

/// One person.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The name as it is being written.
    pub name: Writing,
    /// How old; `None` before it was asked.
    pub age: Option<AgeAnswer>,
}

/// A number, or that there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PhoneGiven {
    /// Not asked yet, or being typed.
    #[default]
    NotYet,
    /// The digits that were typed.
    Number,
    /// There is none.
    None,
}

/// Whether a number has to be confirmed, and is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Confirmation {
    /// Nobody has asked the server yet.
    #[default]
    Unasked,
    /// A code was sent under this id.
    Sent(Uuid),
    /// The server does not ask for it.
    NotNeeded,
    /// It is, by this.
    Confirmed(String),
}

/// Everything that is filled in. It lives in the visit and goes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The request's id, made when the visitor began: sent again it is the same request.
    pub id: Uuid,
    /// What for.
    pub occurrence: Uuid,
    /// Whether more than one may come.
    pub together: Option<bool>,
    /// Who comes; the first is whoever stands here.
    pub people: Vec<Person>,
    /// Whether that is everyone.
    pub people_done: bool,
    /// Who answers for a child; `None` before it was asked.
    pub guardian: Option<Writing>,
    /// Whether the guardian's name is finished.
    pub guardian_done: bool,
    /// Whether the guardian says yes.
    pub consents: bool,
    /// Whether that was sent on with the tick.
    pub consent_done: bool,
    /// Digits typed.
    pub phone: String,
    /// A number, or none.
    pub phone_given: PhoneGiven,
    /// The code.
    pub confirmation: Confirmation,
    /// Digits of the code typed.
    pub code: String,
}

impl Form {
    /// Nothing filled in.
    pub fn new(id: Uuid, occurrence: Uuid) -> Self {
        Self {
            id,
            occurrence,
            together: None,
            people: Vec::new(),
            people_done: false,
            guardian: None,
            guardian_done: false,
            consents: false,
            consent_done: false,
            phone: String::new(),
            phone_given: PhoneGiven::NotYet,
            confirmation: Confirmation::Unasked,
            code: String::new(),
        }
    }

    /// Who comes as things stand: alone, whoever else was typed stays typed and does not come.
    pub fn coming(&self) -> &[Person] {
        match self.together {
            Some(true) => &self.people,
            _ => &self.people[..self.people.len().min(1)],
        }
    }

    /// Answers who comes.
    pub fn set_together(&mut self, together: bool, language: &str) {
        self.together = Some(together);
        if self.people.is_empty() {
            self.add_person(language);
        }
        self.people_done = false;
    }

    /// One more person; `false` when there are enough.
    pub fn add_person(&mut self, language: &str) -> bool {
        if self.people.len() >= FAMILY_MAX {
            return false;
        }
        self.people.push(Person {
            name: name_field(language),
            age: None,
        });
        self.people_done = false;
        true
    }

    /// One person fewer; the first stays.
    pub fn remove_person(&mut self, i: usize) {
        if self.people.len() > 1 && i < self.people.len() {
            self.people.remove(i);
        }
    }

    /// The guardian's name, to be written.
    pub fn guardian_writing(&mut self, language: &str) -> &mut Writing {
        self.guardian.get_or_insert_with(|| name_field(language))
    }

    /// Takes the guardian's name from those who come along.
    pub fn guardian_is(&mut self, name: &str, language: &str) {
        self.guardian = Some(name_written(name, language));
        self.guardian_done = true;
    }

    /// Another number needs another confirmation.
    pub fn phone_changed(&mut self) {
        self.phone_given = PhoneGiven::NotYet;
        self.confirmation = Confirmation::Unasked;
        self.code.clear();
    }

    /// Whether the digits make a mobile number.
    pub fn phone_is_whole(&self) -> bool {
        let bytes = self.phone.as_bytes();
        bytes.len() == PHONE_DIGITS && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
    }

    /// Whether somebody who comes needs a guardian's consent.
    pub fn needs_guardian(&self) -> bool {
        self.coming()
            .iter()
            .any(|person| person.band().is_some_and(AgeBand::needs_guardian))
    }

    /// Names of grown-ups who come.
    pub fn adults(&self) -> Vec<String> {
        self.coming()
            .iter()
            .filter(|person| person.band().is_some_and(AgeBand::is_adult))
            .map(Person::written)
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// The first question that is still open; [`Question::Review`] when none is. `connected`: whether a code can be sent.
    pub fn next_question(&self, connected: bool) -> Question {
        if self.together.is_none() {
            return Question::Who;
        }
        for (i, person) in self.coming().iter().enumerate() {
            if person.written().is_empty() || person.name.is_composing() {
                return Question::Name(i);
            }
            if person.age.is_none() {
                return Question::Age(i);
            }
        }
        if self.together == Some(true) && !self.people_done {
            return Question::People;
        }
        if self.needs_guardian() {
            let named = self
                .guardian
                .as_ref()
                .is_some_and(|name| !written(name).is_empty());
            if !named || !self.guardian_done {
                return Question::Guardian;
            }
            if !self.consents || !self.consent_done {
                return Question::Consent;
            }
        }
        match (&self.phone_given, &self.confirmation) {
            (PhoneGiven::NotYet, _) => Question::Phone,
            // Nobody can look at a code now: the review offers what can be done.
            (PhoneGiven::Number, Confirmation::Sent(_)) if !connected => Question::Review,
            (PhoneGiven::Number, Confirmation::Sent(_)) => Question::Code,
            (PhoneGiven::Number, Confirmation::Unasked) if connected => Question::Phone,
            _ => Question::Review,
        }
    }

    /// The question before this one; `None` leaves. What was typed stays.
    pub fn question_before(&self, question: Question) -> Option<Question> {
        let together = self.together == Some(true);
        let last_of_people = if together {
            Question::People
        } else {
            Question::Age(0)
        };
        match question {
            Question::Who => None,
            Question::Name(0) | Question::People => Some(Question::Who),
            Question::Name(_) => Some(Question::People),
            Question::Age(i) => Some(Question::Name(i)),
            Question::Guardian => Some(last_of_people),
            Question::Consent => Some(Question::Guardian),
            Question::Phone if self.needs_guardian() => Some(Question::Consent),
            Question::Phone => Some(last_of_people),
            Question::Code | Question::Review => Some(Question::Phone),
        }
    }

    /// What is wrong with those who come, if anything is.
    ///
    /// # Errors
    ///
    /// The reason the server would give.
    pub fn check(&self, details: &ActivityDetails) -> Result<(), RegistrationReason> {
        check_people(
            &self.people_to_register(),
            self.consent(DateTime::UNIX_EPOCH).as_ref(),
            details,
        )
    }

    fn people_to_register(&self) -> Vec<PersonToRegister> {
        self.coming()
            .iter()
            .map(|person| PersonToRegister {
                name: person.written(),
                age_band: person.band(),
            })
            .collect()
    }

    fn consent(&self, at: DateTime<Utc>) -> Option<GuardianConsent> {
        let name = self
            .guardian
            .as_ref()
            .map(written)
            .filter(|name| !name.is_empty())?;
        (self.needs_guardian() && self.consents).then_some(GuardianConsent {
            name,
            consented_at: at,
        })
    }

    /// The digits, where a number was given.
    pub fn phone_number(&self) -> &str {
        match self.phone_given {
            PhoneGiven::Number => &self.phone,
            _ => "",
        }
    }

    /// What is sent.
    pub fn request(&self, language: &str, at: DateTime<Utc>) -> RegistrationRequest {
        RegistrationRequest {
            id: self.id,
            occurrence: self.occurrence,
            people: self.people_to_register(),
            phone: self.phone_number().to_owned(),
            phone_confirmation: match &self.confirmation {
                Confirmation::Confirmed(token) => Some(token.clone()),
                _ => None,
            },
            guardian: self.consent(at),
            source: RegistrationSource::Kiosk,
            language: language.to_owned(),
        }
    }
}

impl Person {
    /// The name as far as it is written.
    pub fn written(&self) -> String {
        written(&self.name)
    }

    /// How old, where it was said.
    pub fn band(&self) -> Option<AgeBand> {
        match self.age {
            Some(AgeAnswer::Band(band)) => Some(band),
            _ => None,
        }
    }
}

fn written(name: &Writing) -> String {
    name.text().trim().to_owned()
}

fn name_field(language: &str) -> Writing {
    Writing::new(
        language,
        Field::Name {
            chars_max: NAME_CHARS_MAX,
        },
    )
}

/// A name field with a name in it.
fn name_written(name: &str, language: &str) -> Writing {
    // On the keys of Latin letters every character stands for itself.
    let mut writing = name_field("en");
    for character in name.chars() {
        writing.press(Press::Character(character));
    }
    if name_field(language).script() == Script::Pinyin {
        writing.press(Press::Script(Script::Pinyin));
    }
    writing
}

/// `138 1234 5678`, as far as it is typed.
pub fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i == 3 || i == 7 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Form::new(Uuid::nil(), Uuid::nil())
    }

    fn name(form: &mut Form, i: usize, text: &str) {
        form.people[i].name = name_written(text, "zh-CN");
    }

    #[track_caller]
    fn check(form: &Form, next: Question) {
        assert_eq!(form.next_question(true), next);
    }

    #[test]
    fn one_person_is_asked_four_things() {
        let mut form = form();
        check(&form, Question::Who);
        form.set_together(false, "en");
        check(&form, Question::Name(0));
        name(&mut form, 0, "Ann Lee");
        check(&form, Question::Age(0));
        form.people[0].age = Some(AgeAnswer::Unsaid);
        check(&form, Question::Phone);
        form.phone_given = PhoneGiven::None;
        check(&form, Question::Review);
        let request = form.request("en", DateTime::UNIX_EPOCH);
        assert_eq!(request.people.len(), 1);
        assert_eq!((request.phone.as_str(), request.guardian), ("", None));
    }

    #[test]
    fn a_child_needs_a_guardian_who_says_yes() {
        let mut form = form();
        form.set_together(true, "zh-CN");
        name(&mut form, 0, "王大明");
        form.people[0].age = Some(AgeAnswer::Band(AgeBand::From35To59));
        check(&form, Question::People);
        assert!(form.add_person("zh-CN"));
        check(&form, Question::Name(1));
        name(&mut form, 1, "王小明");
        form.people[1].age = Some(AgeAnswer::Band(AgeBand::Under14));
        check(&form, Question::People);
        form.people_done = true;
        check(&form, Question::Guardian);
        assert_eq!(form.adults(), ["王大明"]);
        form.guardian_is("王大明", "zh-CN");
        check(&form, Question::Consent);
        form.consents = true;
        form.consent_done = true;
        check(&form, Question::Phone);
        let details = ActivityDetails::default();
        assert_eq!(form.check(&details), Ok(()));
        // Alone, the child does not come, and nobody has to answer for it; together again it does.
        form.set_together(false, "zh-CN");
        check(&form, Question::Phone);
        assert_eq!(form.request("zh-CN", DateTime::UNIX_EPOCH).people.len(), 1);
        form.set_together(true, "zh-CN");
        form.people_done = true;
        assert_eq!(form.request("zh-CN", DateTime::UNIX_EPOCH).people.len(), 2);
        form.remove_person(1);
        assert!(!form.needs_guardian());
        form.remove_person(0);
        assert_eq!(form.people.len(), 1, "somebody comes");
    }

    #[test]
    fn a_number_is_confirmed_where_the_server_asks_and_can_be_asked() {
        let mut form = form();
        form.set_together(false, "en");
        name(&mut form, 0, "Ann");
        form.people[0].age = Some(AgeAnswer::Unsaid);
        form.phone = "13876541234".into();
        assert!(form.phone_is_whole());
        form.phone_given = PhoneGiven::Number;
        check(&form, Question::Phone);
        // Without a server no code can come: the request says that the number is unconfirmed.
        assert_eq!(form.next_question(false), Question::Review);
        form.confirmation = Confirmation::Sent(Uuid::nil());
        check(&form, Question::Code);
        form.confirmation = Confirmation::Confirmed("token".into());
        check(&form, Question::Review);
        let request = form.request("en", DateTime::UNIX_EPOCH);
        assert_eq!(request.phone_confirmation.as_deref(), Some("token"));
        form.phone_changed();
        check(&form, Question::Phone);
        for odd in ["", "138", "23876541234", "12876541234", "138765412345"] {
            form.phone = odd.into();
            assert!(!form.phone_is_whole(), "{odd}");
        }
    }

    #[test]
    fn back_leads_to_the_question_before() {
        let mut form = form();
        form.set_together(true, "en");
        let back = |form: &Form, question| form.question_before(question);
        assert_eq!(back(&form, Question::Review), Some(Question::Phone));
        assert_eq!(back(&form, Question::Phone), Some(Question::People));
        assert_eq!(back(&form, Question::People), Some(Question::Who));
        assert_eq!(back(&form, Question::Name(2)), Some(Question::People));
        assert_eq!(back(&form, Question::Who), None);
        form.set_together(false, "en");
        assert_eq!(back(&form, Question::Phone), Some(Question::Age(0)));
    }

    #[test]
    fn a_number_is_read_in_groups() {
        assert_eq!(grouped(""), "");
        assert_eq!(grouped("1381"), "138 1");
        assert_eq!(grouped("13812345678"), "138 1234 5678");
    }
}
