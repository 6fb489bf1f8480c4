//! People: a wall of profiles.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::model::text::LocalizedText;

/// People in the order in which they hang on the wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct People {
    /// At least one.
    pub people: Vec<Person>,
}

/// One profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Path of the portrait in the pack.
    pub picture: String,
    /// What the portrait shows, for those who cannot see it.
    pub alt: LocalizedText,
    /// What the person is called.
    pub name: LocalizedText,
    /// What the person does, in a line.
    pub role: LocalizedText,
    /// The person's page.
    pub text: LocalizedText,
}

impl Content for People {
    fn paths_mut(&mut self) -> Vec<&mut String> {
        let people = self.people.iter_mut();
        people.map(|person| &mut person.picture).collect()
    }

    fn texts(&self) -> Vec<&LocalizedText> {
        self.people
            .iter()
            .flat_map(|person| [&person.alt, &person.name, &person.role, &person.text])
            .collect()
    }

    fn parts(&self) -> usize {
        self.people.len()
    }
}
