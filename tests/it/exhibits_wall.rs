//! The message wall by label: what hangs, what is written, drawn, looked at and sent, and what is said of it.

use chrono::Utc;
use egui::{Event, Pos2, TouchDeviceId, TouchId, TouchPhase, pos2};
use egui_kittest::kittest::Queryable as _;
use tongxin::api::wall::WallNote;
use tongxin::kiosk::exhibits::wall::drawing::{Drawing, Finger};
use tongxin::kiosk::exhibits::wall::{Draft, Making, Page, WallState};
use tongxin::kiosk::exhibits::{Place, Sent};
use tongxin::model::exhibit::{ExhibitContent, WALL_INKS, WALL_PAPERS};
use tongxin::model::note::{Note, NoteContent, STROKES_MAX, Stroke};
use tongxin::model::outgoing::Outgoing;
use uuid::Uuid;

use crate::exhibits_walls::told;
use crate::pictures::NoPictures;
use crate::shipped::exhibit;
use crate::visitor::{SHAPES, Visitor, comfort, low};

fn at_the_wall(shape: (f32, f32), language: &str, large_text: bool) -> Visitor {
    Visitor::at(
        exhibit("wall"),
        shape,
        comfort(language, large_text),
        NoPictures,
    )
}

fn note(number: u128, content: NoteContent) -> WallNote {
    WallNote {
        id: Uuid::from_u128(number),
        language: "zh-CN".to_owned(),
        at: Utc::now(),
        note: Note {
            paper: WALL_PAPERS[number as usize % 5],
            inks: WALL_INKS.to_vec(),
            content,
        },
    }
}

fn wishes(count: u128) -> Vec<WallNote> {
    let words = |i| NoteContent::Words(format!("愿望 {i}"));
    (1..=count).map(|i| note(i, words(i))).collect()
}

fn hang(visitor: &mut Visitor, notes: Vec<WallNote>) {
    *visitor.notes.borrow_mut() = notes;
    visitor.harness.run();
}

fn page(visitor: &Visitor) -> Page {
    visitor.state::<WallState>().page
}

/// A finger that comes down, goes along and is lifted.
fn draw(visitor: &mut Visitor, finger: u64, way: &[Pos2]) {
    let event = |phase, pos| Event::Touch {
        device_id: TouchDeviceId(0),
        id: TouchId(finger),
        phase,
        pos,
        force: None,
    };
    visitor.harness.event(event(TouchPhase::Start, way[0]));
    for at in way {
        visitor.harness.event(event(TouchPhase::Move, *at));
    }
    visitor
        .harness
        .event(event(TouchPhase::End, way[way.len() - 1]));
    visitor.harness.run();
}

/// The middle of the paper, and how far it goes.
fn paper(visitor: &Visitor, label: &str) -> egui::Rect {
    visitor.harness.get_by_label(label).rect()
}

#[test]
fn an_empty_wall_invites() {
    for shape in SHAPES {
        let mut visitor = at_the_wall(shape, "en", false);
        visitor.says("Yours could be the first");
        visitor.touch("Leave a message");
        assert_eq!(page(&visitor), Page::Choose);
        visitor.touch("‹ Back");
        visitor.touch("‹ Back");
        assert!(*visitor.left.borrow());
    }
}

#[test]
fn messages_hang_and_are_read_large_one_after_the_other() {
    for shape in SHAPES {
        let mut visitor = at_the_wall(shape, "en", false);
        let mut notes = wishes(2);
        let dots = vec![Stroke {
            ink: 1,
            width: 2,
            points: vec![[500, 500]],
        }];
        notes.push(note(3, NoteContent::Drawing(dots)));
        hang(&mut visitor, notes);
        visitor.touch("愿望 2");
        assert_eq!(page(&visitor), Page::Open(Uuid::from_u128(2)));
        visitor.touch("Next");
        assert_eq!(page(&visitor), Page::Open(Uuid::from_u128(3)));
        visitor.says("A drawing");
        // Taken down while it is looked at: the wall is there again.
        hang(&mut visitor, wishes(1));
        assert_eq!(page(&visitor), Page::Wall);
    }
}

#[test]
fn only_what_is_seen_of_a_full_wall_is_laid_out_and_no_more_hang_than_the_author_wants() {
    for shape in SHAPES {
        let mut visitor = at_the_wall(shape, "zh-CN", false);
        hang(&mut visitor, wishes(60));
        let ExhibitContent::Wall(wall) = exhibit("wall").content else {
            unreachable!("it is a wall")
        };
        let laid_out = visitor
            .labels()
            .iter()
            .filter(|label| label.starts_with("愿望"))
            .count();
        assert!(laid_out < wall.shown_max && laid_out > 3, "{laid_out}");
    }
}

#[test]
fn a_wish_is_written_looked_at_and_sent_and_thanked_for_only_when_it_is_kept() {
    for shape in SHAPES {
        let mut visitor = at_the_wall(shape, "en", false);
        visitor.touch("Leave a message");
        visitor.touch("Write a wish");
        // Nothing written is nothing to look at.
        visitor.touch("Done");
        assert_eq!(page(&visitor), Page::Write);
        visitor.harness.event(Event::Text("Joy to all".to_owned()));
        visitor.harness.run();
        visitor.says("50 more characters");
        visitor.touch("Paper: pink");
        visitor.touch("Done");
        assert_eq!(page(&visitor), Page::Preview(Making::Words));
        visitor.touch("Change it");
        visitor.touch("Done");
        visitor.says("no names");
        assert!(visitor.outgoing.borrow().is_empty());
        visitor.touch("Send it");
        let sent = visitor.outgoing.borrow().clone();
        let [Outgoing::Note(note), ..] = &sent[..] else {
            unreachable!("one message was sent")
        };
        assert_eq!(note.words(), Some("Joy to all"));
        assert_eq!(note.paper, WALL_PAPERS[1]);
        assert_eq!(note.check(), Ok(()));
        visitor.says("Just a moment");

        *visitor.sent.borrow_mut() = Some(Sent::Lost);
        visitor.harness.run();
        visitor.says("Nothing was sent");
        visitor.touch("Try again");
        assert_eq!(visitor.outgoing.borrow().len(), 2);

        *visitor.sent.borrow_mut() = Some(Sent::Enough);
        visitor.harness.run();
        visitor.says("Five messages came from here");
        visitor.touch("Try again");
        assert_eq!(visitor.outgoing.borrow().len(), 3);

        *visitor.sent.borrow_mut() = Some(Sent::Kept);
        visitor.harness.run();
        visitor.says("Thank you!");
        visitor.says("after staff have looked at it");
        visitor.touch("To the wall");
        assert_eq!(visitor.state::<WallState>(), WallState::default());
    }
}

#[test]
fn two_fingers_draw_and_strokes_are_taken_back_had_again_and_thrown_away() {
    for shape in SHAPES {
        let mut visitor = at_the_wall(shape, "en", false);
        visitor.touch("Leave a message");
        visitor.touch("Draw a picture");
        let sheet = paper(&visitor, "Paper to draw on");
        let at = |x: f32, y: f32| sheet.min + sheet.size() * egui::vec2(x, y);
        visitor.touch("Ink: red");
        visitor.touch("Thick line");
        draw(&mut visitor, 1, &[at(0.2, 0.2), at(0.4, 0.6), at(0.8, 0.2)]);
        let strokes = |visitor: &Visitor| visitor.state::<WallState>().draft.drawing.finished();
        let drawn = strokes(&visitor);
        assert_eq!(drawn.len(), 1);
        assert_eq!((drawn[0].ink, drawn[0].width), (1, 2));
        assert_eq!(drawn[0].points.len(), 3);

        // Two at once: each finger its own stroke.
        let touch = |id, phase, pos| Event::Touch {
            device_id: TouchDeviceId(0),
            id: TouchId(id),
            phase,
            pos,
            force: None,
        };
        for (phase, y) in [
            (TouchPhase::Start, 0.3),
            (TouchPhase::Move, 0.7),
            (TouchPhase::End, 0.7),
        ] {
            visitor.harness.event(touch(5, phase, at(0.3, y)));
            visitor.harness.event(touch(6, phase, at(0.7, y)));
            visitor.harness.run();
        }
        assert_eq!(strokes(&visitor).len(), 3);

        visitor.touch("Undo");
        assert_eq!(strokes(&visitor).len(), 2);
        visitor.touch("Redo");
        assert_eq!(strokes(&visitor).len(), 3);
        visitor.touch("Start over");
        // While it is asked, nothing is drawn.
        draw(&mut visitor, 1, &[at(0.5, 0.5), at(0.6, 0.6)]);
        visitor.touch("No, keep it");
        assert_eq!(strokes(&visitor).len(), 3);
        visitor.touch("Start over");
        visitor.touch("Yes, start over");
        assert!(strokes(&visitor).is_empty());

        // Beside the paper nothing is drawn.
        draw(
            &mut visitor,
            1,
            &[sheet.max + egui::vec2(9.0, 9.0), at(0.5, 0.5)],
        );
        assert!(strokes(&visitor).is_empty());
        draw(&mut visitor, 1, &[at(0.5, 0.5), pos2(9_000.0, -50.0)]);
        visitor.touch("Done");
        visitor.touch("Send it");
        let sent = visitor.outgoing.borrow().clone();
        let [Outgoing::Note(note), ..] = &sent[..] else {
            unreachable!("one message was sent")
        };
        assert_eq!(note.check(), Ok(()));
        assert!(matches!(&note.content, NoteContent::Drawing(strokes) if strokes.len() == 1));
    }
}

#[test]
fn who_does_not_see_what_is_drawn_hears_what_was_done_and_what_became_of_it() {
    for shape in SHAPES {
        let mut visitor = at_the_wall(shape, "en", false);
        let invitation = visitor.told.borrow().clone();
        assert!(!invitation.is_empty());
        visitor.touch("Leave a message");
        visitor.is_told("Leave a message\nWrite a wish\nDraw a picture");
        visitor.touch("Draw a picture");
        visitor.is_told("Draw a picture\nWith a finger, or with two");
        visitor.touch("Ink: red");
        visitor.is_told("Ink: red");
        visitor.touch("Thick line");
        visitor.is_told("Thick line");
        visitor.touch("Paper: pink");
        visitor.is_told("Paper: pink");
        let sheet = paper(&visitor, "Paper to draw on");
        let way = [sheet.center(), sheet.center() + egui::vec2(80.0, 40.0)];
        draw(&mut visitor, 1, &way);
        visitor.is_told("One line is drawn");
        draw(&mut visitor, 1, &way);
        visitor.is_told("2 lines are drawn");
        visitor.touch("Undo");
        visitor.is_told("The last line is taken back.\nOne line is drawn");
        visitor.touch("Undo");
        visitor.is_told("The last line is taken back.\nNothing is drawn");
        visitor.touch("Redo");
        visitor.is_told("It is there again.\nOne line is drawn");
        visitor.touch("Start over");
        visitor.is_told("Throw this drawing away and start over?");
        visitor.touch("No, keep it");
        visitor.is_told("One line is drawn");
        visitor.touch("Start over");
        visitor.touch("Yes, start over");
        visitor.is_told("The paper is empty again.");
        draw(&mut visitor, 1, &way);
        visitor.touch("Done");
        visitor.is_told(
            "Shall it hang on the wall?\nOne line is drawn\nIt is shown after staff have looked at it.\n\
             Please leave no names and no telephone numbers.",
        );
        visitor.touch("Send it");
        visitor.is_told("Just a moment …\nIt is shown after staff have looked at it.");
        let became = [
            (Sent::Lost, "It could not be kept\nNothing was sent. "),
            (
                Sent::Kept,
                "Thank you!\nIt will be shown after staff have looked at it.",
            ),
        ];
        for (sent, words) in became {
            *visitor.sent.borrow_mut() = Some(sent);
            visitor.harness.run();
            let told = visitor.told.borrow().clone();
            assert!(told.starts_with(words), "{told}");
        }
        visitor.touch("To the wall");
        visitor.is_told(&invitation);
    }
}

#[test]
fn who_does_not_see_a_wish_hears_it_before_it_is_sent_and_where_it_hangs() {
    let mut visitor = at_the_wall(SHAPES[0], "en", false);
    hang(&mut visitor, wishes(2));
    visitor.touch("愿望 2");
    visitor.is_told("愿望 2");
    visitor.touch("All messages");
    visitor.touch("Leave a message");
    visitor.touch("Write a wish");
    visitor.is_told("Write a wish\nA few words, on the keyboard");
    visitor.harness.event(Event::Text("Joy to all".to_owned()));
    visitor.harness.run();
    visitor.touch("Done");
    let told = visitor.told.borrow().clone();
    let asked = "Shall it hang on the wall?\nJoy to all\n";
    assert!(told.starts_with(asked), "{told}");
    visitor.go(Place::new(full()));
    visitor.is_told("The paper is full. Take something back, or go on.");
}

/// Dots all over the paper, as many as it takes.
fn full() -> WallState {
    let mut drawing = Drawing::default();
    for i in 0..STROKES_MAX as u16 {
        drawing.begin(Finger::Mouse, 0, 0, [i % 20 * 100, i / 20 * 100]);
        drawing.end(Finger::Mouse);
    }
    WallState {
        page: Page::Draw { clearing: false },
        draft: Draft {
            drawing,
            ..Draft::default()
        },
        ..WallState::default()
    }
}

#[test]
fn a_full_paper_says_so_in_every_shape_and_within_low_reach() {
    let note = "The paper is full";
    for shape in SHAPES {
        for comfort in [comfort("en", false), low("en", false), low("en", true)] {
            let mut visitor = Visitor::at(exhibit("wall"), shape, comfort, NoPictures);
            visitor.go(Place::new(full()));
            visitor.says(note);
            visitor.fits(shape);
            let sheet = paper(&visitor, "Paper to draw on");
            draw(&mut visitor, 1, &[sheet.center()]);
            let drawn = visitor.state::<WallState>().draft.drawing.finished();
            assert_eq!(drawn.len(), STROKES_MAX);
            visitor.touch("Undo");
            let labels = visitor.labels();
            let said = labels.iter().any(|label| label.contains(note));
            assert!(!said, "there is room again");
        }
    }
}

#[test]
fn within_low_reach_paper_is_chosen_and_every_colour_has_room_for_a_finger() {
    for shape in SHAPES {
        for large_text in [false, true] {
            let comfort = low("en", large_text);
            let mut visitor = Visitor::at(exhibit("wall"), shape, comfort, NoPictures);
            visitor.go(Place::new(WallState {
                page: Page::Draw { clearing: false },
                ..WallState::default()
            }));
            visitor.fits(shape);
            visitor.touch("Ink: red");
            visitor.touch("Paper: pink");
            let draft = visitor.state::<WallState>().draft;
            assert_eq!((draft.ink, draft.paper), (1, 1));
            for label in ["Ink: red", "Ink: brown", "Paper: pink"] {
                let side = visitor.harness.get_by_label(label).rect().size().min_elem();
                // 15 mm of this panel.
                assert!(side >= 15.0 * 2.75, "{label}: {side}");
            }
        }
    }
}

#[test]
fn a_wish_of_nothing_but_spaces_is_told_why_it_does_not_go_on() {
    let blank = "Nothing is written yet";
    for shape in SHAPES {
        for comfort in [comfort("en", false), low("en", true)] {
            let mut visitor = Visitor::at(exhibit("wall"), shape, comfort, NoPictures);
            let says = |visitor: &Visitor| visitor.labels().contains(&blank.to_owned());
            visitor.touch("Leave a message");
            visitor.touch("Write a wish");
            assert!(!says(&visitor));
            visitor.harness.event(Event::Text("   ".to_owned()));
            visitor.harness.run();
            visitor.touch("Done");
            assert_eq!(page(&visitor), Page::Write);
            assert!(says(&visitor));
            visitor.harness.event(Event::Text("Joy".to_owned()));
            visitor.harness.run();
            assert!(!says(&visitor));
            visitor.touch("Done");
            assert_eq!(page(&visitor), Page::Preview(Making::Words));
        }
    }
}

#[test]
fn everything_fits_with_large_text_in_both_languages_and_orientations() {
    for shape in SHAPES {
        for language in ["zh-CN", "en"] {
            let words = |key: &str| tongxin::locale::catalog(language).text(key);
            let mut visitor = at_the_wall(shape, language, true);
            visitor.fits(shape);
            visitor.touch(&words("wall-leave"));
            visitor.fits(shape);
            visitor.touch(&words("wall-draw"));
            visitor.fits(shape);
            let sheet = paper(&visitor, &words("wall-paper"));
            draw(&mut visitor, 1, &[sheet.center()]);
            visitor.touch(&words("wall-clear"));
            visitor.fits(shape);
            visitor.touch(&words("wall-clear-no"));
            visitor.touch(&words("wall-done"));
            visitor.fits(shape);
            visitor.touch(&words("wall-send"));
            visitor.fits(shape);
            *visitor.sent.borrow_mut() = Some(Sent::Kept);
            visitor.harness.run();
            visitor.fits(shape);
        }
    }
}

#[test]
fn an_author_is_told_what_is_wrong_with_a_wall() {
    let wall = |from: &str, to: &str, expected: &str| told("wall", from, to, expected);
    wall("\"#B5281F\"", "\"red\"", "“red” is no color");
    let faint = "the ink #FDE0A0 cannot be told from the paper #FFF9EC: a contrast of 1.2";
    wall("\"#B5281F\"", "\"#FDE0A0\"", faint);
    // Words want more contrast than lines.
    let grey = "the ink #888888 cannot be told from the paper #FFF9EC: a contrast of 3.4";
    wall("\"#1D2B30\"", "\"#888888\"", grey);
    wall("shown = 36", "shown = 61", "“shown” is out of bounds");
    let neither = "this wall takes neither words nor drawings";
    wall("shown = 36", "words = false\ndrawings = false", neither);
    wall("invitation =", "heading =", "“invitation” is missing");
    let gone = "the file “wall/gone.webp” is not there";
    wall("board.webp", "gone.webp", gone);
    let many = "there are too many papers";
    let papers = "\"#FFFFFF\", \"#FFFFFE\", \"#FFFFFD\", \"#FFF9EC\"";
    wall("\"#FFF9EC\"", papers, many);
}
