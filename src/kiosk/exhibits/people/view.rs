//! Draws the wall of people, and the page of the one who is open.

use egui::epaint::RectShape;
use egui::{Color32, CornerRadius, Rect, Ui, pos2, vec2};

use super::{PeopleState, Wall};
use crate::kiosk::exhibits::coming::{coming_ui, gone_into, leave, painted};
use crate::kiosk::exhibits::opened::{
    Open, Part, Turn, Words, opened_ui, second_style, text_style,
};
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{
    PictureSource, TextStyle, card, cover_uv, focus_ring, layout, no_picture, pressable, radius,
    take_bottom, take_top, text,
};
use crate::model::exhibit::{People, Person};
use crate::model::text::LocalizedText;

/// Between a tile's side and its words, in `u`.
const INSIDE: f32 = 20.0;

/// Draws the wall, or the person who is open.
pub fn people_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    people: &People,
    state: &PeopleState,
) -> Option<Step<PeopleState>> {
    let theme = scene.theme;
    let people = &people.people;
    let title = scene.exhibit.title.in_language(theme.language());
    let mut area = scene
        .stage
        .shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let shell = header_ui(ui, theme, &mut area, title);
    let go = |open| {
        let scroll = state.scroll;
        Some(Step::Go(PeopleState { scroll, open }))
    };
    let open = state.open.filter(|open| *open < people.len());
    let place = ("people", &scene.exhibit.id);
    let coming = coming_ui(ui, theme, place, open.is_some());
    let Some(index) = open else {
        let left = gone_into(ui, place);
        let wall = |ui: &mut Ui| wall_ui(ui, scene, area, people, state, left);
        let (next, tile) = coming.in_place().draw(ui, area, wall);
        coming.gone_ui(ui, area, place, tile);
        let moved = (next != *state).then_some(Step::Go(next));
        return shell.map(Step::Shell).or(moved);
    };
    let open = Open {
        index,
        count: people.len(),
        close: theme.text("people-all"),
    };
    let part = |at: usize| Some(part_of(theme, people.get(at)?));
    let first = painted(ui);
    let turn = coming.draw(ui, area, |ui| opened_ui(ui, scene, area, &open, part));
    match (turn, shell) {
        (_, Some(ShellAction::Back)) | (Some(Turn::Close), _) => {
            if theme.moves() {
                leave(ui, place, index, first);
            }
            go(None)
        }
        (Some(Turn::To(to)), _) => go(Some(to)),
        (None, action) => action.map(Step::Shell),
    }
}

/// What is shown of a person who is open.
fn part_of<'a>(theme: &Theme, person: &'a Person) -> Part<'a> {
    let language = theme.language();
    let name = TextStyle::bold(TextSize::Page, theme.palette.ink);
    let words = [
        (&person.name, name, space::XS),
        (&person.role, second_style(theme), space::M),
        (&person.text, text_style(theme), 0.0),
    ];
    let words = words.into_iter().map(|(text, style, gap)| Words {
        text: text.in_language(language).into(),
        style,
        gap: theme.u(gap),
    });
    Part {
        picture: Some((&person.picture, person.alt.in_language(language))),
        picture_share: 0.44,
        words: words.collect(),
    }
}

/// The wall; where the visitor is afterwards, and the tile of the person who was `left` for it, if it is laid out.
fn wall_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    people: &[Person],
    state: &PeopleState,
    left: Option<usize>,
) -> (PeopleState, Option<Rect>) {
    let theme = scene.theme;
    let gap = theme.u(space::M);
    let width_min = theme.touch(260.0);
    let said = Said::of(ui, theme, people, width_min);
    let words = said.height(theme);
    let wall = Wall::hang(area.size(), people.len(), words, gap, width_min);
    let across = wall.columns.min(people.len()).max(1) as f32 * (wall.tile.x + gap) - gap;
    // Shadows have room beside the wall.
    let margin = theme.u(space::PAGE);
    let start = vec2(
        margin + (area.width() - across) / 2.0,
        (area.height() - wall.height).max(0.0) * 0.4,
    );
    let mut opened = None;
    let mut left_tile = None;
    let scrolled = Scroll::new(theme, area.expand2(vec2(margin, 0.0)))
        .at(state.scroll)
        .show(ui, ("people", &scene.exhibit.id), |ui, viewport| {
            let origin = ui.max_rect().min + start;
            ui.allocate_space(vec2(
                area.width() + margin * 2.0,
                wall.height.max(area.height()),
            ));
            for row in wall.rows_seen(viewport.y_range(), gap) {
                let first = row * wall.columns;
                let last = (first + wall.columns).min(people.len());
                for (i, person) in people.iter().enumerate().take(last).skip(first) {
                    let at = vec2(
                        (i - first) as f32 * (wall.tile.x + gap),
                        row as f32 * (wall.tile.y + gap),
                    );
                    let tile = Rect::from_min_size(origin + at, wall.tile);
                    if left == Some(i) {
                        left_tile = Some(tile);
                    }
                    if tile_ui(ui, scene, tile, person, said, i) {
                        opened = Some(i);
                    }
                }
            }
        });
    let next = PeopleState {
        scroll: scrolled.offset,
        open: opened.or(state.open),
    };
    (next, left_tile)
}

/// Rows that names and roles take under the portraits, the same under all of them.
#[derive(Debug, Clone, Copy)]
struct Said {
    name_rows: usize,
    role_rows: usize,
}

impl Said {
    /// One row where all names fit in the narrowest tile, else two; roles alike.
    fn of(ui: &Ui, theme: &Theme, people: &[Person], width_min: f32) -> Self {
        let language = theme.language();
        let width = width_min - theme.u(INSIDE) * 2.0;
        let rows = |said: fn(&Person) -> &LocalizedText, style: TextStyle| {
            let fits = |person: &Person| {
                let words = said(person).in_language(language);
                layout(ui, theme, words, style, f32::INFINITY).size().x <= width
            };
            if people.iter().all(fits) { 1 } else { 2 }
        };
        Self {
            name_rows: rows(|person| &person.name, name_style(theme)),
            role_rows: rows(|person| &person.role, role_style(theme)),
        }
    }

    fn name_height(self, theme: &Theme) -> f32 {
        theme.text_size(TextSize::Card) * 1.35 * self.name_rows as f32
    }

    fn height(self, theme: &Theme) -> f32 {
        let role = theme.text_size(TextSize::Second) * 1.5 * self.role_rows as f32;
        self.name_height(theme) + role + theme.u(space::S) * 2.0
    }
}

fn name_style(theme: &Theme) -> TextStyle {
    TextStyle::bold(TextSize::Card, theme.palette.ink)
}

fn role_style(theme: &Theme) -> TextStyle {
    TextStyle::regular(TextSize::Second, theme.palette.soft)
}

/// A portrait over name and role; whether it was touched.
fn tile_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    tile: Rect,
    person: &Person,
    said: Said,
    index: usize,
) -> bool {
    let theme = scene.theme;
    let language = theme.language();
    let name = person.name.in_language(language);
    let response = pressable(ui, tile, name, true, index);
    let drawn = if response.is_pointer_button_down_on() {
        tile.shrink(theme.u(4.0))
    } else {
        tile
    };
    card(ui, theme, drawn, false);
    let mut inside = drawn.shrink(theme.u(2.0));
    let words = take_bottom(&mut inside, said.height(theme), 0.0);
    let corners = CornerRadius {
        sw: 0,
        se: 0,
        ..radius(theme, corner::CARD - 2.0)
    };
    portrait(ui, theme, scene.pictures, inside, &person.picture, corners);
    let mut words = words.shrink2(vec2(theme.u(INSIDE), theme.u(space::S)));
    let name_rect = take_top(&mut words, said.name_height(theme), 0.0);
    text(
        ui,
        theme,
        name_rect,
        name,
        name_style(theme).rows(said.name_rows),
    );
    let role = person.role.in_language(language);
    text(
        ui,
        theme,
        words,
        role,
        role_style(theme).rows(said.role_rows),
    );
    focus_ring(
        ui,
        theme,
        &response,
        drawn.shrink(theme.u(9.0)),
        corner::CARD,
    );
    response.clicked()
}

/// A picture that covers `rect`. A flat tile keeps more of its top, where faces are.
fn portrait(
    ui: &Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    rect: Rect,
    path: &str,
    corners: CornerRadius,
) {
    let Some(texture) = pictures.picture(path, rect.size()) else {
        return no_picture(ui, theme, pictures, rect, path, corners);
    };
    let shown = cover_uv(texture.size, rect.size()).size();
    let min = pos2((1.0 - shown.x) / 2.0, (1.0 - shown.y) * 0.25);
    let uv = Rect::from_min_size(min, shown);
    let shape = RectShape::filled(rect, corners, Color32::WHITE);
    ui.painter().add(shape.with_texture(texture.id, uv));
}
