//! The page of filters: everything that can be asked of activities, each with how many it leaves.

use egui::{Align2, Rect, Ui, pos2, vec2};

use super::CalendarFrame;
use super::bar::{chip_width, facet_chip};
use crate::kiosk::calendar::filter::{Facet, Filter};
use crate::kiosk::calendar::state::Wish;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, button_sized, button_width, line, take_bottom, take_left,
    take_right,
};
use crate::model::activity::Category;

pub(super) fn filters_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    frame: &CalendarFrame,
) -> Option<Wish> {
    let mut wanted = foot_ui(ui, theme, &mut area, frame);
    let sections = [
        ("filter-what", Category::ALL.map(Facet::Category).to_vec()),
        ("filter-how", Facet::OTHERS.to_vec()),
    ];
    let heading = theme.text_size(TextSize::Card) * 1.6;
    let height = theme.touch(touch::CONTROL);
    let gap = theme.u(space::S);
    Scroll::new(theme, area).show(ui, "filters", |ui, _| {
        let top = ui.min_rect().min;
        let mut y = top.y;
        // The keyboard goes on to chips that are not seen yet.
        let by_keyboard = ui.memory(|memory| memory.focused().is_some());
        for (title, facets) in sections {
            let row = Rect::from_min_size(pos2(top.x, y), vec2(area.width(), heading));
            let style = TextStyle::bold(TextSize::Card, theme.palette.ink);
            line(
                ui,
                theme,
                row,
                Align2::LEFT_CENTER,
                &theme.text(title),
                style,
            );
            y += heading + theme.u(space::XS);
            let mut x = top.x;
            for facet in facets {
                let (label, kind, then) = facet_chip(theme, frame, facet);
                let width = chip_width(ui, theme, &label) + theme.u(space::S);
                if x > top.x && x + width > top.x + area.width() {
                    x = top.x;
                    y += height + gap;
                }
                let rect = Rect::from_min_size(pos2(x, y), vec2(width, height));
                x += width + gap;
                let drawn = by_keyboard || ui.is_rect_visible(rect);
                let size = TextSize::Second;
                if drawn && button_sized(ui, theme, rect, kind, &label, size, "facet").clicked() {
                    wanted = Some(Wish::Filter(then));
                }
            }
            y += height + theme.u(space::L);
        }
        ui.allocate_space(vec2(area.width(), y - top.y));
    });
    wanted
}

/// What there is to see now, and the way to see everything.
fn foot_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect, frame: &CalendarFrame) -> Option<Wish> {
    let filter = &frame.state.filter;
    let mut foot = take_bottom(area, theme.touch(touch::MAIN), theme.u(space::M));
    let mut wanted = None;
    let clear = theme.text("filter-clear");
    let width = button_width(ui, theme, &clear);
    let rect = take_left(&mut foot, width, theme.u(space::M));
    let kind = if filter.is_empty() {
        ButtonKind::Disabled
    } else {
        ButtonKind::Plain
    };
    if button(ui, theme, rect, kind, &clear, "filter-clear").clicked() {
        wanted = Some(Wish::Filter(Filter::default()));
    }
    let count = filter.count(frame.entries, &frame.asked());
    let show = theme.text_with("filter-show", [("count", count.into())]);
    let width = button_width(ui, theme, &show).max(theme.u(420.0));
    let rect = take_right(&mut foot, width, 0.0);
    if button(ui, theme, rect, ButtonKind::Main, &show, "filter-show").clicked() {
        wanted = Some(Wish::Choose(false));
    }
    wanted
}
