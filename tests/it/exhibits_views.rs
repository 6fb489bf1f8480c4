//! Galleries and maps in tiles, and panoramas, from an author's folder to what a visitor touches.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use egui::accesskit::Role;
use egui::{Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tongxin::kiosk::exhibits::gallery::GalleryState;
use tongxin::kiosk::exhibits::map::MapState;
use tongxin::kiosk::exhibits::panorama::PanoramaState;
use tongxin::kiosk::theme::Comfort;
use tongxin::model::exhibit::{Exhibit, ExhibitContent, Panorama};
use tongxin::model::manifest::Manifest;
use tongxin::model::text::LocalizedText;
use tongxin::pack::author::{self, Severity};
use tongxin::pack::tiling::{self, Shape};

use super::pack::author_folder;
use super::pictures::{BrokenPictures, NoPictures, ReadyPictures};
use super::visitor::{SHAPES, Visitor, comfort};

impl Visitor {
    fn shows(&self, label: &str) -> bool {
        self.harness.query_by_label(label).is_some()
    }

    fn panorama(&self) -> PanoramaState {
        *self.place.borrow().get().expect("a panorama")
    }

    fn gallery(&self) -> GalleryState {
        *self.place.borrow().get().expect("a gallery")
    }
}

fn shipped() -> (Manifest, Exhibit, Panorama) {
    let manifest = crate::shipped::manifest().clone();
    let exhibit = manifest.exhibit("around").expect("a panorama").clone();
    let panorama = match exhibit.content.clone() {
        ExhibitContent::Panorama(panorama) => Some(panorama),
        _ => None,
    };
    (manifest, exhibit, panorama.expect("of this kind"))
}

#[test]
fn every_way_of_the_shipped_panorama_leads_somewhere_and_everything_said_has_both_languages() {
    let (_, _, panorama) = shipped();
    assert!(panorama.scenes.len() >= 2 && panorama.map.is_some());
    for spot in panorama.scenes.iter().flat_map(|scene| &scene.spots) {
        match &spot.way {
            Some(way) => assert!(PanoramaState::arriving(&panorama, &way.to, way.yaw).is_some()),
            None => assert!(
                ["zh-CN", "en"]
                    .iter()
                    .all(|tag| spot.text.get(tag).is_some())
            ),
        }
    }
}

#[test]
fn a_visitor_walks_from_scene_to_scene_in_both_orientations_and_languages() {
    for shape in SHAPES {
        for language in ["zh-CN", "en"] {
            let (manifest, exhibit, panorama) = shipped();
            let mut visitor = Visitor::at(
                exhibit,
                shape,
                comfort(language, false),
                ReadyPictures::of(&manifest),
            );
            for (index, scene) in panorama.scenes.iter().enumerate().rev() {
                let name = scene.title.in_language(language);
                visitor.touch(name);
                assert_eq!(visitor.panorama(), PanoramaState::at(index));
                assert!(visitor.shows(scene.alt.in_language(language)));
            }
        }
    }
}

#[test]
fn a_spot_opens_its_card_and_a_way_leads_on() {
    let (manifest, exhibit, panorama) = shipped();
    let mut visitor = Visitor::at(
        exhibit,
        SHAPES[0],
        comfort("en", false),
        ReadyPictures::of(&manifest),
    );
    visitor.touch("Craft table");
    let text = panorama.scenes[0].spots[3].text.in_language("en");
    assert!(visitor.shows(text));
    visitor.touch("Close");
    assert!(!visitor.shows(text));
    visitor.touch("The old street");
    assert_eq!(visitor.panorama().scene, 1);
}

#[test]
fn what_is_told_of_a_scene_is_read_without_a_sound_and_can_be_put_away() {
    for shape in SHAPES {
        let (manifest, exhibit, panorama) = shipped();
        let told = panorama.scenes[0].text.in_language("en");
        let pictures = ReadyPictures::of(&manifest);
        let mut visitor = Visitor::at(exhibit, shape, comfort("en", true), pictures);
        assert!(visitor.shows(told));
        visitor.touch("Hide the text");
        assert!(!visitor.shows(told));
        visitor.touch("The yard");
        let yard = panorama.scenes[2].text.in_language("en");
        assert!(!visitor.shows(yard), "put away in every scene");
        visitor.touch("Show the text");
        assert!(visitor.shows(yard));
    }
}

#[test]
fn what_is_spoken_can_be_read_beside_an_open_card() {
    let (manifest, exhibit, panorama) = shipped();
    let scene = &panorama.scenes[0];
    let told = scene.text.in_language("en");
    let card = scene.spots[3].text.in_language("en");
    let pictures = ReadyPictures::of(&manifest);
    let mut visitor = Visitor::at(exhibit, SHAPES[0], comfort("en", false), pictures);
    visitor.touch("Craft table");
    assert!(visitor.shows(card) && !visitor.shows(told));
    visitor.touch("Listen");
    assert!(visitor.shows(card) && visitor.shows(told));
}

#[test]
fn spots_in_sight_are_whole_and_none_lies_below_what_is_told() {
    for shape in SHAPES {
        for language in ["zh-CN", "en"] {
            let (manifest, exhibit, panorama) = shipped();
            let scene = &panorama.scenes[0];
            let pictures = ReadyPictures::of(&manifest);
            let visitor = Visitor::at(exhibit, shape, comfort(language, true), pictures);
            let rect = |label: &str| {
                let mut found = visitor.harness.query_all_by_label(label);
                found.next().map(|node| node.rect())
            };
            let view = rect(scene.alt.in_language(language)).expect("the view");
            let told = rect(scene.text.in_language(language)).expect("the words");
            let spots = scene
                .spots
                .iter()
                .map(|spot| spot.label.in_language(language));
            let seen: Vec<_> = spots
                .filter_map(|label| {
                    let mut buttons = visitor.harness.query_all_by_role(Role::Button);
                    let button = buttons
                        .find(|node| node.accesskit_node().label().as_deref() == Some(label))?;
                    Some((label, button.rect()))
                })
                .collect();
            assert!(!seen.is_empty());
            for (label, spot) in seen {
                assert!(view.contains_rect(spot), "{label}");
                assert!(spot.bottom() <= told.top(), "{label}");
            }
        }
    }
}

#[test]
fn no_label_of_a_spot_lies_over_another_wherever_one_looks() {
    for shape in SHAPES {
        let (manifest, mut exhibit, mut panorama) = shipped();
        let spots = &mut panorama.scenes[0].spots;
        // As many in one direction as nobody would put there.
        for (index, spot) in spots.iter_mut().enumerate() {
            spot.yaw = 20.0 + index as f32;
            spot.pitch = -2.0 * index as f32;
        }
        let names: Vec<String> = spots
            .iter()
            .map(|spot| spot.label.in_language("en").to_owned())
            .collect();
        exhibit.content = ExhibitContent::Panorama(panorama);
        let pictures = ReadyPictures::of(&manifest);
        let mut visitor = Visitor::at(exhibit, shape, comfort("en", false), pictures);
        for _ in 0..2 {
            let rects: Vec<egui::Rect> = visitor
                .harness
                .query_all_by_role(Role::Button)
                .filter(|node| {
                    let label = node.accesskit_node().label();
                    label.is_some_and(|label| names.contains(&label))
                })
                .map(|node| node.rect())
                // A mark without its label is as wide as high.
                .filter(|rect| rect.width() > rect.height() * 1.2)
                .collect();
            assert!(rects.len() > 1, "{rects:?}");
            for (at, rect) in rects.iter().enumerate() {
                let others = rects.iter().skip(at + 1);
                assert!(others.clone().all(|other| !other.intersects(*rect)));
            }
            visitor.touch("Turn right");
        }
    }
}

#[test]
fn a_scene_whose_picture_is_on_its_way_says_so() {
    let waiting = "The view is being made ready.";
    for shape in SHAPES {
        let (manifest, exhibit, _) = shipped();
        let large = comfort("en", true);
        let coming = Visitor::at(exhibit.clone(), shape, large.clone(), NoPictures);
        assert!(coming.shows(waiting));
        let broken = Visitor::at(exhibit.clone(), shape, large.clone(), BrokenPictures);
        assert!(!broken.shows(waiting));
        let ready = Visitor::at(exhibit, shape, large, ReadyPictures::of(&manifest));
        assert!(!ready.shows(waiting));
    }
}

#[test]
fn a_label_as_long_as_a_pack_may_have_is_there_to_touch() {
    let long = "W".repeat(30) + " " + &"m".repeat(30) + " " + &"W".repeat(28);
    for shape in SHAPES {
        let (manifest, mut exhibit, mut panorama) = shipped();
        panorama.scenes[0].spots[3].label = LocalizedText::zh_en("长", long.clone());
        exhibit.content = ExhibitContent::Panorama(panorama);
        let pictures = ReadyPictures::of(&manifest);
        let mut visitor = Visitor::at(exhibit, shape, comfort("en", true), pictures);
        visitor.touch(&long);
        assert_eq!(visitor.panorama().open, Some(3));
    }
}

#[test]
fn buttons_turn_and_the_map_leads_to_its_scenes() {
    for shape in SHAPES {
        let (manifest, exhibit, panorama) = shipped();
        let pictures = ReadyPictures::of(&manifest);
        let mut visitor = Visitor::at(exhibit, shape, comfort("en", false), pictures);
        let yaw = |visitor: &Visitor| visitor.panorama().look.expect("turned").yaw;
        let start = panorama.scenes[0].yaw;
        visitor.touch("Turn right");
        assert_eq!(yaw(&visitor), start + 30.0);
        visitor.touch("Turn left");
        visitor.touch("Turn left");
        assert_eq!(yaw(&visitor), start - 30.0);
        visitor.touch("The yard, on the map");
        assert_eq!(visitor.panorama(), PanoramaState::at(2));
    }
}

#[test]
fn what_is_out_of_sight_is_found_in_the_list_and_opened() {
    let still = Comfort {
        reduced_motion: true,
        ..comfort("en", false)
    };
    for comfort in [comfort("en", false), still] {
        let (manifest, exhibit, panorama) = shipped();
        let pictures = ReadyPictures::of(&manifest);
        let mut visitor = Visitor::at(exhibit, SHAPES[0], comfort, pictures);
        let find = |visitor: &mut Visitor, name: &str| {
            let label = format!("Turn to “{name}”");
            let row = visitor.harness.get_by_role_and_label(Role::Button, &label);
            row.click_accesskit();
            visitor.harness.run();
        };
        find(&mut visitor, "The desk");
        let desk = &panorama.scenes[0].spots[4];
        let state = visitor.panorama();
        assert_eq!((state.open, state.toward), (Some(4), None));
        assert_eq!(state.look.expect("turned").yaw, desk.yaw);
        assert!(visitor.shows(desk.text.in_language("en")));
        find(&mut visitor, "To the yard");
        assert_eq!(visitor.panorama().scene, 2);
    }
}

#[test]
fn a_drag_looks_around_goes_on_a_little_and_stands() {
    let (manifest, exhibit, panorama) = shipped();
    let mut visitor = Visitor::at(
        exhibit,
        SHAPES[0],
        comfort("en", false),
        ReadyPictures::of(&manifest),
    );
    let start = panorama.scenes[0].yaw;
    let from = egui::pos2(900.0, 560.0);
    visitor.harness.drag_at(from);
    visitor.harness.step();
    for step in 1..=6 {
        let at = from - vec2(60.0 * step as f32, 0.0);
        visitor.harness.hover_at(at);
        visitor.harness.step();
    }
    let dragged = visitor.panorama().look.expect("looked around").yaw;
    assert!(dragged > start + 10.0, "{dragged}");
    visitor.harness.drop_at(from - vec2(360.0, 0.0));
    // It stands in the end: nothing asks for another frame.
    for _ in 0..600 {
        visitor.harness.step();
        if visitor.panorama().spin == Vec2::ZERO {
            break;
        }
    }
    visitor.harness.run();
    assert_eq!(visitor.panorama().spin, Vec2::ZERO);
}

#[test]
fn buttons_come_closer_until_there_is_no_closer() {
    let (manifest, exhibit, _) = shipped();
    let mut visitor = Visitor::at(
        exhibit,
        SHAPES[1],
        comfort("en", false),
        ReadyPictures::of(&manifest),
    );
    for _ in 0..8 {
        let closer = visitor.harness.get_by_label("Zoom in");
        closer.click();
        visitor.harness.run();
    }
    assert_eq!(visitor.panorama().look.expect("closer").field, 40.0);
    visitor.touch("Zoom out");
    assert!(visitor.panorama().look.expect("back").field > 40.0);
}

#[test]
fn a_button_comes_closer_in_its_time_and_at_once_where_nothing_may_move() {
    for reduced_motion in [false, true] {
        let (manifest, exhibit, _) = shipped();
        let comfort = Comfort {
            reduced_motion,
            ..comfort("en", false)
        };
        let mut visitor = Visitor::at(exhibit, SHAPES[0], comfort, ReadyPictures::of(&manifest));
        visitor.harness.get_by_label("Zoom in").click();
        let mut fields = Vec::new();
        for _ in 0..40 {
            visitor.harness.step();
            fields.extend(visitor.panorama().look.map(|look| look.field));
        }
        fields.dedup();
        assert!(fields.is_sorted_by(|a, b| a > b), "{fields:?}");
        assert_eq!(fields.len() > 5, !reduced_motion, "{fields:?}");
        let there = visitor.panorama();
        visitor.harness.run();
        assert_eq!(visitor.panorama(), there, "it rests");
    }
}

fn tongxin(args: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tongxin"))
        .args(args)
        .env("LANG", "en_US.UTF-8")
        .current_dir(folder)
        .output()
        .expect("runs")
}

/// A pack with a gallery of one large picture, cut into tiles; `size` in pixels.
fn tiled(size: (u32, u32)) -> tempfile::TempDir {
    let picture = "[[pictures]]\ntiles = \"big\"\n\
         alt = { \"zh-CN\" = \"图\", en = \"A large picture\" }\ncaption = { \"zh-CN\" = \"题\", en = \"Caption\" }\n";
    cut(size, "gallery", picture)
}

/// A pack with a map of one large picture, cut into tiles, and one place in its middle.
fn tiled_map(size: (u32, u32)) -> tempfile::TempDir {
    let map = "tiles = \"big\"\nalt = { \"zh-CN\" = \"图\", en = \"The town\" }\n\
         categories = [{ id = \"rest\", name = { \"zh-CN\" = \"歇脚\", en = \"Rest\" } }]\n\n\
         [[places]]\nid = \"tea\"\nname = { \"zh-CN\" = \"茶馆\", en = \"Tea house\" }\ncategory = \"rest\"\nx = 0.5\ny = 0.5\n\
         text = { \"zh-CN\" = \"老爸茶。\", en = \"Tea all day.\" }\n";
    cut(size, "map", map)
}

/// A pack with an exhibit of this kind that has the tiles `big`.
fn cut(size: (u32, u32), kind: &str, inside: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    author_folder(folder.path(), 9);
    let color = |x: u32, y: u32| image::Rgb([(x / 16) as u8, (y / 16) as u8, 90]);
    image::RgbImage::from_fn(size.0, size.1, color)
        .save(folder.path().join("_big.png"))
        .expect("saved");
    let source = folder.path().join("_big.png");
    let one = folder.path().join("one");
    tiling::cut(&source, &one, "big", &Shape::default(), |_, _| {}).expect("cut");
    fs::write(
        folder.path().join("one/exhibit.toml"),
        format!(
            "kind = \"{kind}\"\ncover = \"cover.png\"\ntitle = {{ \"zh-CN\" = \"一\", en = \"One\" }}\n\
             subtitle = {{ \"zh-CN\" = \"行\", en = \"Line\" }}\n\n{inside}"
        ),
    )
    .expect("written");
    folder
}

fn told(folder: &Path) -> String {
    let problems = author::check(folder).problems;
    let lines = problems
        .iter()
        .map(|p| format!("{}: {}\n", p.place(), p.what("en")));
    lines.collect()
}

#[test]
fn a_large_picture_is_cut_checked_and_shown_in_tiles() {
    let folder = tiled((3000, 2000));
    assert_eq!(told(folder.path()), "");
    let manifest = author::check(folder.path()).manifest.expect("whole");
    let exhibit = manifest.exhibit("one").expect("there").clone();
    let gallery = match &exhibit.content {
        ExhibitContent::Gallery(gallery) => Some(gallery),
        _ => None,
    };
    let shown = &gallery.expect("of this kind").pictures[0];
    let tiles = shown.tiles.clone().expect("tiles");
    assert_eq!((tiles.width, tiles.height), (3000, 2000));
    for path in exhibit.paths() {
        assert!(manifest.files.contains_key(&path), "{path} travels");
    }
    let below = exhibit.clone().below("city/other");
    assert!(
        below
            .paths()
            .iter()
            .all(|path| path.starts_with("city/other/one/"))
    );

    let pictures = ReadyPictures::of(&manifest);
    let asked = pictures.asked.clone();
    let mut visitor = Visitor::at(exhibit, SHAPES[0], comfort("en", false), pictures);
    let level = |level: u32| format!("one/big_files/{level}/");
    let has = |wanted: &str| asked.borrow().keys().any(|path| path.starts_with(wanted));
    assert!(
        has(&level(11)) && !has(&level(12)),
        "whole, no finer than the screen"
    );
    for _ in 0..8 {
        visitor.harness.get_by_label("Zoom in").click();
        visitor.harness.run();
    }
    assert!(has(&level(12)), "close, as fine as the picture");
    let zoom = visitor.gallery().framing.zoom;
    assert!(
        (3.0..8.0).contains(&zoom),
        "two screen pixels for one: {zoom}"
    );
    // On its way closer more was in sight.
    asked.borrow_mut().clear();
    visitor.harness.step();
    let all = tiles.level(12).count();
    let finest = asked
        .borrow()
        .keys()
        .filter(|path| path.starts_with(&level(12)))
        .count();
    assert!(finest < all, "only what is in sight: {finest} of {all}");
}

#[test]
fn a_map_in_tiles_comes_as_close_as_its_picture_is_sharp() {
    let folder = tiled_map((3000, 2000));
    assert_eq!(told(folder.path()), "");
    let manifest = author::check(folder.path()).manifest.expect("whole");
    let exhibit = manifest.exhibit("one").expect("there").clone();
    for path in exhibit.paths() {
        assert!(manifest.files.contains_key(&path), "{path} travels");
    }
    for shape in SHAPES {
        let pictures = ReadyPictures::of(&manifest);
        let asked = pictures.asked.clone();
        let mut visitor = Visitor::at(exhibit.clone(), shape, comfort("en", false), pictures);
        let finest = || {
            let asked = asked.borrow();
            let level = asked
                .keys()
                .filter(|path| path.starts_with("one/big_files/12/"));
            level.count()
        };
        assert_eq!(finest(), 0, "whole, no finer than the screen");
        for _ in 0..8 {
            visitor.harness.get_by_label("Zoom in").click();
            visitor.harness.run();
        }
        // On its way closer more was in sight.
        asked.borrow_mut().clear();
        visitor.harness.step();
        let seen = finest();
        assert!((1..24).contains(&seen), "close, what is in sight: {seen}");
        visitor.touch("1, Tea house, on the map");
        assert_eq!(visitor.state::<MapState>().place, Some(0));
        assert!(visitor.shows("Tea all day."));
    }
}

#[test]
fn a_category_without_a_place_is_told_and_the_map_is_shown() {
    let folder = tiled_map((600, 400));
    let file = folder.path().join("one/exhibit.toml");
    let map = fs::read_to_string(&file).expect("read");
    let more =
        "{ id = \"sport\", name = { \"zh-CN\" = \"运动\", en = \"Sport\" } }, { id = \"rest\",";
    fs::write(&file, map.replace("{ id = \"rest\",", more)).expect("written");
    let checked = author::check(folder.path());
    assert!(checked.manifest.is_some());
    let [problem] = &checked.problems[..] else {
        panic!("{:?}", checked.problems);
    };
    assert_eq!(problem.severity, Severity::Warning);
    assert_eq!(problem.place(), "one/exhibit.toml:8:22");
    assert_eq!(problem.what("en"), "no place is of the category “sport”");
    assert_eq!(problem.what("zh-CN"), "没有一个地点属于分类“sport”");
}

/// Puts a guide with one question before the map; `leads` are the lines that say where its answer leads.
fn with_guide(folder: &Path, leads: &str) {
    let pack = fs::read_to_string(folder.join("pack.toml")).expect("read");
    let both = pack.replace("[\"one\"]", "[\"two\", \"one\"]");
    fs::write(folder.join("pack.toml"), both).expect("written");
    fs::create_dir_all(folder.join("two")).expect("made");
    fs::copy(folder.join("cover.png"), folder.join("two/cover.png")).expect("copied");
    let guide = "kind = \"guide\"\ncover = \"cover.png\"\npicture = \"cover.png\"\n\
         title = { \"zh-CN\" = \"问\", en = \"Ask\" }\nsubtitle = { \"zh-CN\" = \"问\", en = \"Ask\" }\n\
         alt = { \"zh-CN\" = \"图\", en = \"Coco\" }\nname = { \"zh-CN\" = \"椰宝\", en = \"Coco\" }\n\
         greeting = { \"zh-CN\" = \"您好\", en = \"Hello\" }\n\
         topics = [{ id = \"tea\", name = { \"zh-CN\" = \"茶\", en = \"Tea\" } }]\n\n\
         [[questions]]\ntopic = \"tea\"\nquestion = { \"zh-CN\" = \"茶在哪\", en = \"Where is tea?\" }\n\
         answer = { \"zh-CN\" = \"茶馆\", en = \"In the tea house.\" }\n";
    fs::write(folder.join("two/exhibit.toml"), guide.to_owned() + leads).expect("written");
}

#[test]
fn an_answer_leads_to_a_place_that_its_map_has() {
    let told_of = |leads: &str| {
        let folder = tiled_map((600, 400));
        with_guide(folder.path(), leads);
        told(folder.path())
    };
    assert_eq!(told_of("exhibit = \"one\"\nplace = \"tea\"\n"), "");
    assert_eq!(
        told_of("exhibit = \"one\"\nplace = \"coffee\"\n"),
        "two/exhibit.toml:16:9: the exhibit “one” has no place “coffee”\n"
    );
    let alone = told_of("place = \"tea\"\n");
    assert!(alone.contains("“exhibit” is missing"), "{alone}");
}

#[test]
fn two_places_of_one_id_are_told() {
    let folder = tiled_map((600, 400));
    let file = folder.path().join("one/exhibit.toml");
    let map = fs::read_to_string(&file).expect("read");
    let (_, place) = map.split_once("[[places]]").expect("a place");
    fs::write(&file, format!("{map}\n[[places]]{place}")).expect("written");
    let all = told(folder.path());
    assert_eq!(all.lines().count(), 1, "{all}");
    assert!(all.contains("“tea”"), "{all}");
}

#[test]
fn a_map_whose_tiles_are_missing_is_told() {
    let folder = tiled_map((1300, 700));
    fs::remove_file(folder.path().join("one/big_files/11/1_1.jpg")).expect("removed");
    let all = told(folder.path());
    assert!(
        all.contains("one/exhibit.toml:6:9: the file “one/big_files/11/1_1.jpg” is not there"),
        "{all}"
    );
}

#[test]
fn tiles_that_are_missing_or_of_another_size_are_told() {
    let folder = tiled((1300, 700));
    let tile = folder.path().join("one/big_files/11/1_1.jpg");
    image::RgbImage::new(40, 40).save(&tile).expect("saved");
    let all = told(folder.path());
    assert!(
        all.contains("one/exhibit.toml:7:9: the tile “one/big_files/11/1_1.jpg” has 40 × 40 pixels, not 514 × 189"),
        "{all}"
    );
    fs::remove_file(&tile).expect("removed");
    assert!(told(folder.path()).contains("the file “one/big_files/11/1_1.jpg” is not there"));
    fs::write(folder.path().join("one/big.dzi"), "<Image/>").expect("written");
    assert!(told(folder.path()).contains("“one/big.dzi” does not describe tiles"));
}

#[test]
fn a_small_picture_of_another_shape_than_its_tiles_is_told() {
    for (folder, line) in [(tiled((600, 400)), 7), (tiled_map((600, 400)), 6)] {
        let file = folder.path().join("one/exhibit.toml");
        let exhibit = fs::read_to_string(&file).expect("read");
        let both = exhibit.replace(
            "tiles = \"big\"",
            "picture = \"small.png\"\ntiles = \"big\"",
        );
        fs::write(&file, both).expect("written");
        let told_of = |width, height| {
            let small = folder.path().join("one/small.png");
            image::RgbImage::new(width, height)
                .save(small)
                .expect("saved");
            told(folder.path())
        };
        assert_eq!(told_of(150, 100), "");
        let all = told_of(150, 110);
        let expected = format!(
            "one/exhibit.toml:{line}:11: “one/small.png” has 150 × 110 pixels, another shape than its tiles of 600 × 400\n"
        );
        assert_eq!(all, expected);
    }
}

#[test]
fn the_command_cuts_a_picture_says_what_to_write_and_does_not_cut_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    image::RgbImage::new(900, 300)
        .save(folder.path().join("scroll.png"))
        .expect("saved");
    let command = ["pack", "tile", "scroll.png", "one", "--language", "en"];
    let cut = tongxin(&command, folder.path());
    let said = String::from_utf8_lossy(&cut.stdout).into_owned();
    let complained = String::from_utf8_lossy(&cut.stderr).into_owned();
    assert!(cut.status.success(), "{said}{complained}");
    assert!(said.contains("tiles = \"scroll\""), "{said}");
    let again = tongxin(&command, folder.path());
    let complained = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(!again.status.success());
    assert!(complained.contains("is there already"), "{complained}");
}

#[test]
fn a_panorama_that_cannot_be_looked_around_in_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    author_folder(folder.path(), 9);
    let save = |name: &str, width, height| {
        let path = folder.path().join("one").join(name);
        image::RgbImage::new(width, height)
            .save(path)
            .expect("saved");
    };
    save("round.png", 200, 100);
    save("flat.png", 200, 120);
    let scene = |id: &str, picture: &str, to: &str| {
        format!(
            "[[scenes]]\nid = \"{id}\"\npicture = \"{picture}\"\ntitle = {{ \"zh-CN\" = \"名\", en = \"Name\" }}\n\
             alt = {{ \"zh-CN\" = \"图\", en = \"Picture\" }}\n[[scenes.spots]]\nyaw = 10\npitch = 0\n\
             label = {{ \"zh-CN\" = \"去\", en = \"Go\" }}\nto = \"{to}\"\n\n"
        )
    };
    fs::write(
        folder.path().join("one/exhibit.toml"),
        "kind = \"panorama\"\ncover = \"cover.png\"\ntitle = { \"zh-CN\" = \"一\", en = \"One\" }\n\
         subtitle = { \"zh-CN\" = \"行\", en = \"Line\" }\n\n"
            .to_owned()
            + &scene("a", "round.png", "b") + &scene("b", "flat.png", "nowhere"),
    )
    .expect("written");
    let all = told(folder.path());
    assert!(
        all.contains("“one/flat.png” has 200 × 120 pixels and cannot be looked around in"),
        "{all}"
    );
    assert!(all.contains("“nowhere” is not known here"), "{all}");
    assert_eq!(all.lines().count(), 2, "{all}");
}
