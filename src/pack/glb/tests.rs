//! Objects in files: whole ones are read, and whatever else a file says is refused.

use std::io::Cursor;

use super::*;

/// One triangle with these JSON changes.
fn glb(change: impl Fn(String) -> String) -> Vec<u8> {
    let corners: [f32; 9] = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0];
    let json = r#"{"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],
        "nodes":[{"mesh":0,"translation":[0,0,5]}],
        "meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],
        "buffers":[{"byteLength":36}],"bufferViews":[{"buffer":0,"byteLength":36}],
        "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]}]}"#;
    file(&change(json.to_owned()), &bytes_of(&corners))
}

fn bytes_of(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|part| part.to_le_bytes()).collect()
}

fn file(json: &str, bin: &[u8]) -> Vec<u8> {
    let (mut json, mut bin) = (json.as_bytes().to_vec(), bin.to_vec());
    json.resize(json.len().next_multiple_of(4), b' ');
    bin.resize(bin.len().next_multiple_of(4), 0);
    let mut file = b"glTF".to_vec();
    let length = 12 + 8 + json.len() + 8 + bin.len();
    file.extend(2_u32.to_le_bytes());
    file.extend((length as u32).to_le_bytes());
    file.extend((json.len() as u32).to_le_bytes());
    file.extend(b"JSON");
    file.extend(json);
    file.extend((bin.len() as u32).to_le_bytes());
    file.extend(b"BIN\0");
    file.extend(bin);
    file
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::GrayImage::new(width, height)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("encoded");
    bytes.into_inner()
}

/// A triangle for each picture with everything that is read of one: its JSON, and the rest.
fn painted(pictures: &[Vec<u8>]) -> (String, Vec<u8>) {
    let mut bin = bytes_of(&[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    bin.extend(bytes_of(&[0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]));
    bin.extend(bytes_of(&[0.0, 0.0, 1.0, 0.0, 0.0, 1.0]));
    bin.extend([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 128]);
    bin.extend([0, 0, 1, 0, 2, 0, 0, 0]);
    let (mut views, mut images, mut textures, mut materials, mut primitives) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (i, picture) in pictures.iter().enumerate() {
        let (from, length) = (bin.len(), picture.len());
        views.push(format!(
            r#",{{"buffer":0,"byteOffset":{from},"byteLength":{length}}}"#
        ));
        images.push(format!(
            r#"{{"bufferView":{},"mimeType":"image/png"}}"#,
            i + 5
        ));
        textures.push(format!(r#"{{"source":{i}}}"#));
        materials.push(format!(
            r#"{{"alphaMode":"MASK","pbrMetallicRoughness":{{"baseColorTexture":{{"index":{i}}}}}}}"#
        ));
        primitives.push(format!(
            r#"{{"attributes":{{"POSITION":0,"NORMAL":1,"TEXCOORD_0":2,"COLOR_0":3}},"indices":4,"material":{i}}}"#
        ));
        bin.extend(picture);
    }
    let json = format!(
        r#"{{"asset":{{"version":"2.0"}},"scene":0,"scenes":[{{"nodes":[0]}}],"nodes":[{{"mesh":0}}],
        "meshes":[{{"primitives":[{}]}}],"materials":[{}],"textures":[{}],"images":[{}],
        "buffers":[{{"byteLength":{}}}],"bufferViews":[
        {{"buffer":0,"byteOffset":0,"byteLength":36}},{{"buffer":0,"byteOffset":36,"byteLength":36}},
        {{"buffer":0,"byteOffset":72,"byteLength":24}},{{"buffer":0,"byteOffset":96,"byteLength":12}},
        {{"buffer":0,"byteOffset":108,"byteLength":6}}{}],"accessors":[
        {{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]}},
        {{"bufferView":1,"componentType":5126,"count":3,"type":"VEC3"}},
        {{"bufferView":2,"componentType":5126,"count":3,"type":"VEC2"}},
        {{"bufferView":3,"componentType":5121,"count":3,"type":"VEC4","normalized":true}},
        {{"bufferView":4,"componentType":5123,"count":3,"type":"SCALAR"}}]}}"#,
        primitives.join(","),
        materials.join(","),
        textures.join(","),
        images.join(","),
        bin.len(),
        views.concat(),
    );
    (json, bin)
}

#[test]
fn a_surface_has_its_picture_its_colors_and_what_its_opacity_means() {
    let (json, bin) = painted(&[png(4, 2), png(1, 1)]);
    let object = read(&file(&json, &bin)).expect("whole");
    assert_eq!(object.pictures, [png(4, 2), png(1, 1)]);
    let piece = &object.pieces[1];
    assert_eq!(piece.colors[2], [0, 0, 255, 128]);
    assert_eq!(piece.uvs[1], [1.0, 0.0]);
    assert_eq!(piece.surface.picture, Some(1));
    assert_eq!(piece.surface.opacity, Opacity::Cut(0.5));
    let solid = read(&glb(|json| json)).expect("whole");
    assert_eq!(solid.pieces[0].surface.opacity, Opacity::Solid);
    // What nothing shows is not kept.
    let bare = json.replace("\"TEXCOORD_0\":2,", "");
    assert_eq!(read(&file(&bare, &bin)).expect("whole").pictures.len(), 0);
}

#[test]
fn more_than_a_kiosk_can_hold_is_refused_by_what_it_is() {
    let error = |(json, bin): (String, Vec<u8>)| read(&file(&json, &bin)).expect_err("too much");
    let many = vec![png(1, 1); PICTURES_MAX as usize + 1];
    assert_eq!(
        error(painted(&many)),
        GlbError::TooManyPictures(PICTURES_MAX + 1)
    );
    let large = error(painted(&[png(4000, 3000), png(4000, 2001)]));
    assert_eq!(large, GlbError::TooManyPixels(20_004_000));
    let many = |count: u64| {
        let bytes = count * 12;
        let json = format!(
            r#"{{"asset":{{"version":"2.0"}},"scenes":[{{"nodes":[0]}}],"nodes":[{{"mesh":0}}],
            "meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}}}}]}}],
            "buffers":[{{"byteLength":{bytes}}}],"bufferViews":[{{"buffer":0,"byteLength":{bytes}}}],
            "accessors":[{{"bufferView":0,"componentType":5126,"count":{count},"type":"VEC3","min":[0,0,0],"max":[0,0,0]}}]}}"#
        );
        (json, vec![0; bytes as usize])
    };
    let corners = CORNERS_MAX + 1;
    assert_eq!(error(many(corners)), GlbError::TooManyCorners(corners));
    let corners = TRIANGLES_MAX * 3 + 3;
    assert_eq!(error(many(corners)), GlbError::TooMany(TRIANGLES_MAX + 1));
}

#[test]
fn numbers_of_any_kind_in_any_place_are_read_or_refused() {
    let kinds = ["SCALAR", "VEC2", "VEC3", "VEC4", "MAT2", "MAT3", "MAT4"];
    let (json, bin) = painted(&[png(1, 1)]);
    let mut read_well = 0;
    for place in 0..5 {
        for kind in kinds {
            for component in [5120, 5121, 5122, 5123, 5125, 5126] {
                for (stride, count) in [
                    ("", 3),
                    ("", 0),
                    (",\"byteStride\":4", 1),
                    (",\"byteStride\":12", 3),
                ] {
                    let mut value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
                    let accessor = &mut value["accessors"][place];
                    accessor["type"] = kind.into();
                    accessor["componentType"] = component.into();
                    accessor["count"] = count.into();
                    let view = format!("\"byteOffset\":{}", [0, 36, 72, 96, 108][place]);
                    let changed = value.to_string().replace(&view, &format!("{view}{stride}"));
                    read_well += usize::from(read(&file(&changed, &bin)).is_ok());
                }
            }
        }
    }
    assert!(read_well >= 5, "{read_well}");
}

#[test]
fn whatever_a_file_says_it_is_read_or_refused() {
    const SAID: [&str; 12] = [
        "0",
        "1",
        "2",
        "4",
        "255",
        "5123",
        "4294967295",
        "18446744073709551615",
        "-1",
        "1e30",
        "null",
        "[]",
    ];
    let (json, bin) = painted(&[png(1, 1)]);
    let numbers = json
        .match_indices(|c: char| c.is_ascii_digit())
        .map(|(at, _)| at)
        .filter(|at| !json[..*at].ends_with(|c: char| c.is_ascii_digit()));
    for at in numbers {
        let rest = json[at..].trim_start_matches(|c: char| c.is_ascii_digit());
        for said in SAID {
            let changed = format!("{}{said}{rest}", &json[..at]);
            let _ = read(&file(&changed, &bin));
        }
    }
    for key in [
        "\"mimeType\":\"image/png\"",
        "\"bufferView\":5,",
        "\"source\":0",
        "\"mode\":4",
        "\"index\":0",
    ] {
        let changed = json
            .replace(key, "\"extras\":0")
            .replace(",\"extras\":0,", ",");
        let _ = read(&file(&changed, &bin));
    }
    let whole = file(&json, &bin);
    for length in [0_u32, 11, u32::MAX] {
        let mut changed = whole.clone();
        changed[8..12].copy_from_slice(&length.to_le_bytes());
        assert!(read(&changed).is_err(), "{length}");
    }
    for at in 0..whole.len() {
        for flip in [1, 0x80, 0xff] {
            let mut changed = whole.clone();
            changed[at] ^= flip;
            let _ = read(&changed);
        }
    }
}

#[test]
fn corners_are_moved_to_the_objects_space_and_get_the_directions_they_lack() {
    let object = read(&glb(|json| json)).expect("whole");
    let piece = &object.pieces[0];
    assert_eq!(piece.positions[1], [1.0, 0.0, 5.0]);
    assert_eq!(piece.normals[0], [0.0, 0.0, 1.0]);
    assert_eq!(piece.indices, [0, 1, 2]);
}

#[test]
fn hostile_files_are_refused_and_nothing_is_read_past_their_end() {
    #[track_caller]
    fn check(from: &str, to: &str) {
        let file = glb(|json| json.replace(from, to));
        assert!(read(&file).is_err(), "{from} to {to}");
    }
    check("\"count\":3", "\"count\":3000000000");
    check("\"count\":3", "\"count\":4");
    check("\"count\":3", "\"count\":2");
    check(
        "\"bufferViews\":[{\"buffer\":0,\"byteLength\":36",
        "\"bufferViews\":[{\"buffer\":0,\"byteLength\":64",
    );
    check("\"buffers\":[{", "\"buffers\":[{\"uri\":\"/etc/passwd\",");
    check(
        "\"buffers\"",
        "\"images\":[{\"uri\":\"/etc/passwd\"}],\"buffers\"",
    );
    check("\"buffers\"", "\"images\":[{}],\"buffers\"");
    check("\"type\":\"VEC3\"", "\"type\":\"SCALAR\"");
    check("{\"POSITION\":0}", "{\"POSITION\":0},\"indices\":0");
    check("{\"POSITION\":0}", "{\"POSITION\":0,\"TEXCOORD_0\":0}");
    check("\"translation\"", "\"children\":[0],\"translation\"");
    check("\"mesh\":0,", "");
    let whole = glb(|json| json);
    for cut in 0..whole.len() {
        assert!(read(&whole[..cut]).is_err(), "cut at {cut}");
    }
}
