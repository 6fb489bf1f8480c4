//! How text is set: laid out, cut to its rows, its marks where they may stand; each piece says itself aloud (AccessKit).

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align, Align2, Color32, Galley, Rect, Sense, Ui, WidgetInfo, WidgetType, vec2};

use super::tokens::TextSize;
use super::{Theme, Weight};

/// How a piece of text is set.
#[derive(Debug, Clone, Copy)]
pub struct TextStyle {
    /// Its step of the scale.
    pub size: TextSize,
    /// Its weight.
    pub weight: Weight,
    /// Its colour.
    pub color: Color32,
    /// Most rows; the last ends in `…`. 0 for no limit.
    pub rows_max: usize,
}

impl TextStyle {
    /// Bold text of any number of rows.
    pub fn bold(size: TextSize, color: Color32) -> Self {
        Self {
            size,
            weight: Weight::Bold,
            color,
            rows_max: 0,
        }
    }

    /// Regular text of any number of rows.
    pub fn regular(size: TextSize, color: Color32) -> Self {
        Self {
            size,
            weight: Weight::Regular,
            color,
            rows_max: 0,
        }
    }

    /// At most this many rows.
    pub fn rows(self, rows_max: usize) -> Self {
        Self { rows_max, ..self }
    }
}

/// Lays text out in `width` points.
pub fn layout(ui: &Ui, theme: &Theme, text: &str, style: TextStyle, width: f32) -> Arc<Galley> {
    layout_scaled(ui, theme, text, style, width, 1.0)
}

fn layout_scaled(
    ui: &Ui,
    theme: &Theme,
    text: &str,
    style: TextStyle,
    width: f32,
    scale: f32,
) -> Arc<Galley> {
    lay_out(ui, text, |text| text_job(theme, text, style, width, scale))
}

/// Characters that must not begin a line, and those that must not end one (GB/T 15834-2011, 5.1; the full-width ones
/// are what egui 0.36 does not know).
const NOT_FIRST: &str = "，。、；：！？）》」』】〉〕”’…—％℃·";
const NOT_LAST: &str = "（《「『【〈〔“‘￥";

/// Quotation marks as a typewriter has them, in a text without Chinese: the font has the others as wide as a Chinese
/// character.
fn narrow_quotes(text: &str) -> String {
    let chinese =
        |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{ffef}' | '\u{20000}'..);
    if text.chars().any(chinese) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| match c {
            '“' | '”' => '"',
            '‘' | '’' => '\'',
            c => c,
        })
        .collect()
}

/// Lays text out so that no line begins or ends with a mark that must not stand there.
fn lay_out(ui: &Ui, text: &str, job: impl Fn(&str) -> LayoutJob) -> Arc<Galley> {
    let mut text = narrow_quotes(text);
    let mut galley = ui.fonts_mut(|fonts| fonts.layout_job(job(&text)));
    // Each turn mends one line; a line that cannot be mended ends it.
    for _ in 0..text.len() {
        let Some(at) = misplaced_mark(&galley) else {
            break;
        };
        let Some((byte, _)) = text.char_indices().nth(at) else {
            break;
        };
        text.insert(byte, '\n');
        galley = ui.fonts_mut(|fonts| fonts.layout_job(job(&text)));
    }
    galley
}

/// Where a line should end instead: the index of the character that should begin the next one.
fn misplaced_mark(galley: &Galley) -> Option<usize> {
    let mut first = 0;
    for pair in galley.rows.windows(2) {
        let chars: Vec<char> = pair[0].row.glyphs.iter().map(|glyph| glyph.chr).collect();
        let next = first + chars.len();
        let begins = pair[1].row.glyphs.first().map(|glyph| glyph.chr);
        if !pair[0].ends_with_newline {
            let stays = |i: usize| {
                let follows = if i + 1 < chars.len() {
                    Some(chars[i + 1])
                } else {
                    begins
                };
                follows.is_some_and(|mark| NOT_FIRST.contains(mark)) || NOT_LAST.contains(chars[i])
            };
            // Back over whatever may not be parted from what follows it, as long as something stays on the line.
            let mut keep = chars.len();
            while keep > 0 && stays(keep - 1) {
                keep -= 1;
            }
            if keep < chars.len() && keep > 0 {
                return Some(first + keep);
            }
        }
        first = next + usize::from(pair[0].ends_with_newline);
    }
    None
}

fn text_job(theme: &Theme, text: &str, style: TextStyle, width: f32, scale: f32) -> LayoutJob {
    let mut font = theme.font(style.size, style.weight);
    font.size = if scale < 1.0 {
        // Never above what was measured to fit.
        (font.size * scale).floor()
    } else {
        font.size.round()
    };
    let line_height = match style.size {
        TextSize::Body | TextSize::Second | TextSize::Small => 1.5,
        TextSize::Card => 1.35,
        _ => 1.25,
    };
    let format = TextFormat {
        line_height: Some((font.size * line_height).round()),
        ..TextFormat::simple(font, style.color)
    };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap = TextWrapping {
        max_width: width,
        max_rows: if style.rows_max == 0 {
            usize::MAX
        } else {
            style.rows_max
        },
        ..TextWrapping::default()
    };
    job
}

/// Writes text from the top left of `area`; returns the rectangle it took.
pub fn text(ui: &mut Ui, theme: &Theme, area: Rect, words: &str, style: TextStyle) -> Rect {
    let galley = layout(ui, theme, words, style, area.width());
    let rect = Rect::from_min_size(area.min, galley.size());
    say(ui, rect, words);
    ui.painter().galley(rect.min, galley, style.color);
    rect
}

/// Writes text centred across `area`, from its top; returns the rectangle it took.
pub fn centered_text(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    words: &str,
    style: TextStyle,
) -> Rect {
    let galley = lay_out(ui, words, |words| LayoutJob {
        halign: Align::Center,
        ..text_job(theme, words, style, area.width(), 1.0)
    });
    let rect = Rect::from_min_size(area.min, vec2(area.width(), galley.size().y));
    say(ui, rect, words);
    ui.painter().galley(rect.center_top(), galley, style.color);
    rect
}

/// Writes one line against `anchor` of `area`, smaller if it would not fit, then cut with `…`.
pub fn line(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    anchor: Align2,
    words: &str,
    style: TextStyle,
) -> Rect {
    let rect = paint_line(ui, theme, area, anchor, words, style);
    say(ui, rect, words);
    rect
}

/// Writes one line without saying it aloud: whoever calls has a label of their own.
pub(super) fn paint_line(
    ui: &Ui,
    theme: &Theme,
    area: Rect,
    anchor: Align2,
    words: &str,
    style: TextStyle,
) -> Rect {
    let natural = layout(ui, theme, words, style.rows(1), f32::INFINITY);
    let galley = if natural.size().x <= area.width() {
        natural
    } else {
        let scale = (area.width() / natural.size().x).max(0.75);
        layout_scaled(ui, theme, words, style.rows(1), area.width(), scale)
    };
    let rect = anchor.align_size_within_rect(galley.size(), area);
    ui.painter().galley(rect.min, galley, style.color);
    rect
}

/// Lets a screen reader and tests find painted text.
fn say(ui: &mut Ui, rect: Rect, words: &str) {
    let response = ui.interact(
        rect,
        ui.id().with((words, rect.min.x as i32, rect.min.y as i32)),
        Sense::hover(),
    );
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, words));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_chinese_has_wide_quotation_marks() {
        assert_eq!(narrow_quotes("the “old” street’s"), "the \"old\" street's");
        assert_eq!(narrow_quotes("点“签到”"), "点“签到”");
        assert_eq!(narrow_quotes("“Qilou”，"), "“Qilou”，");
    }

    #[test]
    fn no_line_begins_or_ends_with_a_mark_that_must_not_stand_there() {
        let ctx = egui::Context::default();
        ctx.set_fonts(super::super::fonts::definitions());
        let text = "据报道（这里原来有公厕），院里常年没有亮灯，垃圾成堆，《棚子乱搭》，路面破损！";
        for width in 60..400 {
            let mut rows = Vec::new();
            ctx.run_ui(egui::RawInput::default(), |ui| {
                let galley = lay_out(ui, text, |text| {
                    LayoutJob::simple(
                        text.to_owned(),
                        egui::FontId::proportional(20.0),
                        Color32::BLACK,
                        width as f32,
                    )
                });
                rows = galley
                    .rows
                    .iter()
                    .map(|row| row.row.glyphs.iter().map(|glyph| glyph.chr).collect())
                    .collect::<Vec<String>>();
            })
            .textures_delta
            .clear();
            assert_eq!(rows.concat(), text, "at {width}");
            for row in &rows[1..] {
                assert!(
                    !row.starts_with(|c| NOT_FIRST.contains(c)),
                    "{rows:?} at {width}"
                );
            }
            for row in &rows[..rows.len() - 1] {
                assert!(
                    !row.ends_with(|c| NOT_LAST.contains(c)),
                    "{rows:?} at {width}"
                );
            }
        }
    }
}
