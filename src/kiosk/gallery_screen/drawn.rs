//! A picture and a logo, drawn here: the gallery screen has no pack to take them from.

use bevy::asset::RenderAssetUsages;
use bevy::image::ImageSampler;
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};
use bevy_egui::{EguiContexts, EguiTextureHandle};
use egui::{Color32, Vec2, vec2};

use super::samples::{BROKEN, LOGO, PICTURE};
use crate::kiosk::theme::tokens::DAY;
use crate::kiosk::theme::widgets::{PictureSource, Texture};

const PICTURE_PIXELS: [u32; 2] = [480, 270];
const LOGO_PIXELS: [u32; 2] = [240, 120];

/// Both, ready.
pub(super) struct Drawn {
    picture: Texture,
    logo: Texture,
}

impl Drawn {
    pub(super) fn new(images: &mut Assets<Image>, contexts: &mut EguiContexts) -> Self {
        let mut ready = |size, color: fn(Vec2) -> Color32| {
            let image = images.add(image(size, color));
            Texture {
                id: contexts.add_image(EguiTextureHandle::Strong(image)),
                size: vec2(size[0] as f32, size[1] as f32),
            }
        };
        Self {
            picture: ready(PICTURE_PIXELS, bay),
            logo: ready(LOGO_PIXELS, hearts),
        }
    }
}

impl PictureSource for Drawn {
    fn picture(&self, path: &str, _: Vec2) -> Option<Texture> {
        match path {
            PICTURE => Some(self.picture),
            LOGO => Some(self.logo),
            _ => None,
        }
    }

    fn size_of(&self, path: &str) -> Option<Vec2> {
        Some(self.picture(path, Vec2::ZERO)?.size)
    }

    fn is_broken(&self, path: &str) -> bool {
        path == BROKEN
    }
}

/// Each pixel's colour by where it is: 0 to 1, across and down.
fn image([width, height]: [u32; 2], color: fn(Vec2) -> Color32) -> Image {
    let pixels = (0..height).flat_map(|y| {
        (0..width).flat_map(move |x| {
            let at = vec2(x as f32 + 0.5, y as f32 + 0.5);
            color(at / vec2(width as f32, height as f32)).to_array()
        })
    });
    let size = Extent3d {
        width,
        height,
        depth_or_array_layers: 1,
    };
    // Encoded, as the screen is drawn.
    let mut image = Image::new(
        size,
        TextureDimension::D2,
        pixels.collect(),
        TextureFormat::Rgba8Unorm,
        RenderAssetUsages::RENDER_WORLD,
    );
    image.sampler = ImageSampler::linear();
    image
}

/// A low sun over water.
fn bay(at: Vec2) -> Color32 {
    let sun = vec2((at.x - 0.68) * 16.0 / 9.0, at.y - 0.42).length();
    if at.y > 0.66 {
        DAY.sea.lerp_to_gamma(DAY.sea_soft, (1.0 - at.y) * 1.6)
    } else if sun < 0.13 {
        DAY.lacquer
    } else {
        DAY.gold_soft.lerp_to_gamma(DAY.lacquer_soft, at.y / 0.66)
    }
}

/// Two rings with one middle.
fn hearts(at: Vec2) -> Color32 {
    let from = |x: f32| (vec2((at.x - x) * 2.0, at.y - 0.5).length() - 0.32).abs();
    if from(0.42) < 0.06 {
        DAY.lacquer
    } else if from(0.58) < 0.06 {
        DAY.sea
    } else {
        Color32::TRANSPARENT
    }
}
