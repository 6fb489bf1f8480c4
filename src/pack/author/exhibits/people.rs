//! Checks a wall of people.

use super::Inside;
use crate::model::exhibit::{People, Person};
use crate::pack::author::checker::Checker;
use crate::pack::author::limits;
use crate::pack::author::toml_reader::{Reader, Table};

impl Checker<'_> {
    pub(super) fn people(&mut self, inside: &Inside) -> People {
        self.only_inside(inside, &["people"]);
        let people = self.parts(inside.reader, inside.table, "people");
        People {
            people: people
                .iter()
                .filter_map(|part| self.person(inside.reader, part, inside.folder))
                .collect(),
        }
    }

    fn person(&mut self, reader: &Reader, part: &Table, exhibit: &str) -> Option<Person> {
        self.only(reader, part, &["picture", "alt", "name", "role", "text"]);
        let alt = self.text(reader, part, "alt", limits::TEXT_CHARS_MAX);
        let name = self.text(reader, part, "name", limits::HEADING_CHARS_MAX);
        let role = self.text(reader, part, "role", limits::HEADING_CHARS_MAX);
        let text = self.text(reader, part, "text", limits::TEXT_CHARS_MAX);
        Some(Person {
            picture: self.picture(reader, part, "picture", exhibit)?,
            alt,
            name,
            role,
            text,
        })
    }
}
