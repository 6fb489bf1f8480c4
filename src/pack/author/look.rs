//! `[look]` of `pack.toml`: colours that every screen can be read in, and a logo.

use super::checker::Checker;
use super::problem::ProblemKind;
use super::toml_reader::{Place, Reader, Table};
use crate::model::color::Rgb;
use crate::model::look::{Colors, PackLook, Pair};

impl Checker<'_> {
    /// What the pack changes of how screens look.
    pub(super) fn pack_look(&mut self, reader: &Reader, table: &Table) -> PackLook {
        let Some(look) = table.table("look") else {
            if let Some((_, place)) = table.get("look") {
                let (key, wanted) = ("look".to_owned(), "table".to_owned());
                self.error(reader, place, ProblemKind::WrongType { key, wanted });
            }
            return PackLook::default();
        };
        self.only(reader, &look, &["accent", "background", "logo"]);
        let accent = self.look_color(reader, &look, "accent");
        let background = self.look_color(reader, &look, "background");
        if let Some((color, place)) = background {
            let colors = PackLook {
                background: Some(color),
                ..PackLook::default()
            }
            .colors();
            // What is the accent's fault is said of the accent.
            let own = |pair: &Pair| pair.ink != colors.lacquer && pair.ground != colors.lacquer;
            let remedy = "background";
            self.seen(reader, place, remedy, &colors, own);
        }
        let chosen = PackLook {
            accent: accent.map(|(color, _)| color),
            background: background.map(|(color, _)| color),
            logo: None,
        };
        // A background alone can be too dark for the usual accent.
        if let Some((_, place)) = accent.or(background) {
            let colors = chosen.colors();
            let own = |pair: &Pair| pair.ink == colors.lacquer || pair.ground == colors.lacquer;
            let remedy = if accent.is_some() {
                "accent"
            } else {
                "background"
            };
            self.seen(reader, place, remedy, &colors, own);
        }
        let logo = look
            .has("logo")
            .then(|| self.picture(reader, &look, "logo", ""))
            .flatten();
        PackLook { logo, ..chosen }
    }

    fn look_color(&mut self, reader: &Reader, table: &Table, key: &str) -> Option<(Rgb, Place)> {
        if !table.has(key) {
            return None;
        }
        let (value, place) = self.string(reader, table, key)?;
        match value.parse() {
            Ok(color) => Some((color, place)),
            Err(_) => {
                self.error(reader, place, ProblemKind::Color { value });
                None
            }
        }
    }

    /// The worst of the pairs, said once: who mends it mends the others.
    fn seen(
        &mut self,
        reader: &Reader,
        place: Place,
        key: &'static str,
        colors: &Colors,
        own: impl Fn(&Pair) -> bool,
    ) {
        let lack = |pair: &Pair| pair.contrast() / pair.least;
        let worst = colors
            .pairs()
            .into_iter()
            .filter(|pair| own(pair) && !pair.is_enough())
            .min_by(|one, other| lack(one).total_cmp(&lack(other)));
        if let Some(pair) = worst {
            let problem = ProblemKind::LookContrast { key, pair };
            self.error(reader, place, problem);
        }
    }
}
