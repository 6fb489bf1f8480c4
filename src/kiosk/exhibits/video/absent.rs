//! Stands in for `stage` in a program that was built without the feature `video`: no film is ever played.

use std::sync::Arc;

use bevy::prelude::*;

use super::{FilmNow, FilmSource, FilmView, NoFilms};
use crate::model::subtitles::Cue;

pub(in crate::kiosk) fn plugin(app: &mut App) {
    app.init_resource::<Films>();
}

/// Films, for views: there are none.
#[derive(Resource, Default)]
pub struct Films;

impl Films {
    /// Whether a film is to be heard.
    pub fn heard(&self) -> bool {
        false
    }
}

impl FilmSource for Films {
    fn plays(&self) -> bool {
        NoFilms.plays()
    }

    fn film(&self, view: &FilmView) -> FilmNow {
        NoFilms.film(view)
    }

    fn subtitles(&self, path: &str) -> Option<Arc<[Cue]>> {
        NoFilms.subtitles(path)
    }
}
